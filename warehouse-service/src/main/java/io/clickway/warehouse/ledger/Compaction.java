package io.clickway.warehouse.ledger;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Moves sources that are over and complete for long out of {@code edge_ledger}, in short transactions. Several instances may
 * do it at once: each takes what nobody else holds. Doing it again does nothing.
 */
public final class Compaction {

    private static final int AT_ONCE = 500;

    /** So that a million sources of a year's backlog don't keep the periodic work waiting. */
    private static final int MOST_PER_RUN = 100_000;

    private final DataSource dataSource;
    private final Duration after;
    private final ClosedSources closed = new ClosedSources();

    /** @param after how long a source must have been silent */
    public Compaction(DataSource dataSource, Duration after) {
        this.dataSource = dataSource;
        this.after = after;
    }

    /** @return how many sources were moved */
    public int run() throws SQLException {
        int moved = 0;
        int now;
        do {
            now = moveSome();
            moved += now;
        } while (now == AT_ONCE && moved < MOST_PER_RUN);
        return moved;
    }

    private int moveSome() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int moved = closed.moveAway(connection, after.toSeconds(), AT_ONCE);
                connection.commit();
                return moved;
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }
}
