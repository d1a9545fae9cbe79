package io.clickway.warehouse.books;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the quarantine. */
@ApplicationScoped
class QuarantineShelf {

    private static final String COLUMNS = """
            select quarantine_id, region, batch_id, lpad(to_hex(source_id), 16, '0') as source, first_seq, n, cause, detail,
                state, deliveries, first_seen_at, last_seen_at, octet_length(bytes) as size, headers
            """;

    private final AgroalDataSource database;

    QuarantineShelf(AgroalDataSource database) {
        this.database = database;
    }

    List<QuarantinedThing> newest(int limit, int offset) throws SQLException {
        var query = COLUMNS + """
                from quarantine
                order by first_seen_at desc, quarantine_id desc
                limit ?
                offset ?
                """;
        var things = new ArrayList<QuarantinedThing>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setInt(1, limit);
            statement.setInt(2, offset);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    things.add(thing(row, false));
                }
            }
        }
        return things;
    }

    Optional<QuarantinedThing> find(long id) throws SQLException {
        var query = COLUMNS.stripTrailing() + ", bytes\nfrom quarantine\nwhere quarantine_id = ?";
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setLong(1, id);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(thing(row, true)) : Optional.empty();
            }
        }
    }

    long count() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select count(*) from quarantine");
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static QuarantinedThing thing(ResultSet row, boolean withBytes) throws SQLException {
        return new QuarantinedThing(
                row.getLong("quarantine_id"),
                row.getString("region"),
                row.getObject("batch_id", UUID.class),
                row.getString("source"),
                row.getObject("first_seq", Long.class),
                row.getInt("n"),
                row.getString("cause"),
                row.getString("detail"),
                row.getString("state"),
                row.getInt("deliveries"),
                row.getObject("first_seen_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
                row.getInt("size"),
                row.getString("headers"),
                withBytes ? row.getBytes("bytes") : null);
    }
}
