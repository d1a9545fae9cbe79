package io.clickway.warehouse.ledger;

import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The trail of what was refused for good: who, when, which numbers, why. Rows are only ever added. */
public final class LedgerTrail {

    private static final String ADD = """
            insert into ledger_audit (who, action, source_no, region, count, ranges, reason, quarantine_id)
            values (?, ?, ?, ?, ?, ?::int8multirange, ?, ?)
            """;

    private static final String NEWEST = """
            select
                a.audit_id,
                a.at,
                a.who,
                a.action,
                lpad(to_hex(l.source_id), 16, '0') as source,
                a.region,
                a.count,
                a.ranges::text as ranges,
                a.reason,
                a.quarantine_id
            from ledger_audit a
                left join ledger_all l using (source_no)
            order by a.audit_id desc
            limit ?
            offset ?
            """;

    private final DataSource dataSource;

    public LedgerTrail(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public enum Action {
        WRITE_OFF("write-off"),
        DISCARD("discard");

        private final String code;

        Action(String code) {
            this.code = code;
        }
    }

    /** @param sourceNo empty when nobody could read whose events they are */
    public record Entry(
            String who,
            Action action,
            Optional<Integer> sourceNo,
            String region,
            SeqRanges ranges,
            String reason,
            Optional<Long> quarantineId) {}

    /** @param source 16 hex digits; empty when nobody could read it */
    public record Written(
            long id,
            Instant at,
            String who,
            String action,
            Optional<String> source,
            String region,
            long count,
            SeqRanges ranges,
            String reason,
            Optional<Long> quarantineId) {}

    /** Within the transaction that changes the ledger. */
    public static void add(Connection connection, Entry entry) throws SQLException {
        try (var insert = connection.prepareStatement(ADD)) {
            insert.setString(1, entry.who());
            insert.setString(2, entry.action().code);
            insert.setObject(3, entry.sourceNo().orElse(null), Types.INTEGER);
            insert.setString(4, entry.region());
            insert.setLong(5, entry.ranges().count());
            insert.setString(6, entry.ranges().toString());
            insert.setString(7, entry.reason());
            insert.setObject(8, entry.quarantineId().orElse(null), Types.BIGINT);
            insert.executeUpdate();
        }
    }

    public List<Written> newest(int limit, int offset) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(NEWEST)) {
            select.setInt(1, limit);
            select.setInt(2, offset);
            var entries = new ArrayList<Written>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new Written(
                            row.getLong("audit_id"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("who"),
                            row.getString("action"),
                            Optional.ofNullable(row.getString("source")),
                            row.getString("region"),
                            row.getLong("count"),
                            SeqRanges.parse(row.getString("ranges")),
                            row.getString("reason"),
                            Optional.ofNullable(row.getObject("quarantine_id", Long.class))));
                }
            }
            return entries;
        }
    }

    public long count() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement("select count(*) from ledger_audit");
                var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
