package io.clickway.warehouse.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * An ack follows a commit, so a commit must be worth something: with one of these settings off, Postgres may forget what it
 * confirmed.
 */
public final class DurabilityGuard {

    private static final List<String> MUST_BE_ON = List.of("fsync", "full_page_writes", "synchronous_commit");

    private DurabilityGuard() {}

    /** The sentence to refuse with; empty when Postgres can be trusted. */
    public static Optional<String> refusal(DataSource dataSource) throws SQLException {
        try (var connection = dataSource.getConnection();
                var show = connection.prepareStatement("select current_setting(?)")) {
            for (var setting : MUST_BE_ON) {
                show.setString(1, setting);
                try (var row = show.executeQuery()) {
                    row.next();
                    if (row.getString(1).equals("off")) {
                        return Optional.of("Postgres runs with " + setting
                                + "=off and may forget what it confirmed: set it to on and start again");
                    }
                }
            }
            return Optional.empty();
        }
    }
}
