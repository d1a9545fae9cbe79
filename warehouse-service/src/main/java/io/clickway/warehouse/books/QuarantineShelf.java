package io.clickway.warehouse.books;

import io.agroal.api.AgroalDataSource;
import io.clickway.seq.SeqRanges;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the quarantine. */
@ApplicationScoped
class QuarantineShelf {

    private static final String COLUMNS = """
            select quarantine_id, region, batch_id, lpad(to_hex(source_id), 16, '0') as source, first_seq, n, cause, detail,
                state, deliveries, first_seen_at, last_seen_at, octet_length(bytes) as size, type, headers::text as headers,
                retries, last_retry_at, last_retry, due_at, settled_at, settled_by, reason
            """;

    private static final String WHERE = """
            from quarantine
            where (?::text is null or region = ?)
              and (?::text is null or cause = ?)
              and (?::text is null or state = ?)
              and (?::timestamptz is null or first_seen_at >= ?)
            """;

    private static final int FILTER_VALUES = 8;

    private final AgroalDataSource database;

    QuarantineShelf(AgroalDataSource database) {
        this.database = database;
    }

    List<QuarantinedThing> newest(QuarantineFilter filter, int limit, int offset) throws SQLException {
        var query = COLUMNS + WHERE + """
                order by first_seen_at desc, quarantine_id desc
                limit ?
                offset ?
                """;
        var things = new ArrayList<QuarantinedThing>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            bind(statement, filter);
            statement.setInt(FILTER_VALUES + 1, limit);
            statement.setInt(FILTER_VALUES + 2, offset);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    things.add(thing(row));
                }
            }
        }
        return things;
    }

    Optional<QuarantinedThing> find(long id) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(COLUMNS + "from quarantine\nwhere quarantine_id = ?")) {
            statement.setLong(1, id);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(thing(row)) : Optional.empty();
            }
        }
    }

    byte[] bytes(long id) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select bytes from quarantine where quarantine_id = ?")) {
            statement.setLong(1, id);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getBytes(1) : new byte[0];
            }
        }
    }

    /** What it stands for in the books now, per source. */
    List<QuarantinedWhole.Standing> standing(long id) throws SQLException {
        var query = """
                select lpad(to_hex(l.source_id), 16, '0'), r.seqs::text
                from quarantine_ranges r
                join edge_ledger l using (source_no)
                where r.quarantine_id = ? and r.seqs <> '{}'
                order by 1
                """;
        var standing = new ArrayList<QuarantinedWhole.Standing>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setLong(1, id);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    standing.add(new QuarantinedWhole.Standing(
                            row.getString(1), SeqRanges.parse(row.getString(2)).list()));
                }
            }
        }
        return standing;
    }

    long count(QuarantineFilter filter) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select count(*)\n" + WHERE)) {
            bind(statement, filter);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Ids behind {@code after}, ascending. */
    List<Long> ids(QuarantineFilter filter, long after, int limit) throws SQLException {
        var query = "select quarantine_id\n" + WHERE + "and quarantine_id > ?\norder by quarantine_id\nlimit ?";
        var ids = new ArrayList<Long>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            bind(statement, filter);
            statement.setLong(FILTER_VALUES + 1, after);
            statement.setInt(FILTER_VALUES + 2, limit);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
        }
        return ids;
    }

    long countAfter(QuarantineFilter filter, long after) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select count(*)\n" + WHERE + "and quarantine_id > ?")) {
            bind(statement, filter);
            statement.setLong(FILTER_VALUES + 1, after);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void bind(PreparedStatement statement, QuarantineFilter filter) throws SQLException {
        int at = 1;
        for (var text : List.of(filter.region(), filter.cause(), filter.state())) {
            statement.setString(at++, text.orElse(null));
            statement.setString(at++, text.orElse(null));
        }
        for (int twice = 0; twice < 2; twice++) {
            statement.setObject(
                    at++,
                    filter.since().map(since -> since.atOffset(ZoneOffset.UTC)).orElse(null),
                    Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    private static QuarantinedThing thing(ResultSet row) throws SQLException {
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
                row.getString("type"),
                row.getString("headers"),
                row.getInt("retries"),
                instant(row, "last_retry_at"),
                row.getString("last_retry"),
                instant(row, "due_at"),
                instant(row, "settled_at"),
                row.getString("settled_by"),
                row.getString("reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
