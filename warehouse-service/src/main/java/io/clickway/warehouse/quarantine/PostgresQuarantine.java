package io.clickway.warehouse.quarantine;

import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;

/** Rows of {@code quarantine} within a caller's transaction. */
public final class PostgresQuarantine {

    private static final String KEEP = """
            insert into quarantine as q
                (fingerprint, region, batch_id, source_id, first_seq, n, cause, detail, bytes, headers, type, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            on conflict (fingerprint) do update
            set
                deliveries = q.deliveries + 1,
                last_seen_at = clock_timestamp(),
                -- It answers for events again: Postgres refused the row that was made of it.
                state = case when ? and q.state in ('healed', 'retried') then 'kept' else q.state end,
                settled_at = case when ? and q.state in ('healed', 'retried') then null else q.settled_at end
            returning quarantine_id
            """;

    private static final String ANSWER_FOR = """
            insert into quarantine_ranges as r (quarantine_id, source_no, seqs)
            values (?, ?, ?::int8multirange)
            on conflict (quarantine_id, source_no) do update
            set seqs = r.seqs + excluded.seqs
            """;

    /** @param fresh per source number, what of it the ledger had not received before */
    public void keep(Connection connection, Quarantined thing, Map<Integer, SeqRanges> fresh) throws SQLException {
        long id;
        try (var insert = connection.prepareStatement(KEEP)) {
            insert.setBytes(1, thing.fingerprint());
            insert.setString(2, thing.region());
            insert.setObject(3, thing.batchId().orElse(null), Types.OTHER);
            if (thing.event()) {
                insert.setLong(4, thing.ranges().getFirst().source().bits());
                insert.setLong(5, thing.ranges().getFirst().first());
            } else {
                insert.setNull(4, Types.BIGINT);
                insert.setNull(5, Types.BIGINT);
            }
            insert.setInt(6, thing.count());
            insert.setString(7, thing.cause().code());
            insert.setString(8, thing.detail());
            insert.setBytes(9, thing.bytes());
            insert.setString(10, thing.headersJson());
            insert.setString(11, thing.type());
            boolean answers = fresh.values().stream().anyMatch(seqs -> !seqs.isEmpty());
            insert.setObject(
                    12, thing.event() ? Due.of(thing.cause(), thing.bytes()) : null, Types.TIMESTAMP_WITH_TIMEZONE);
            insert.setBoolean(13, answers);
            insert.setBoolean(14, answers);
            try (var row = insert.executeQuery()) {
                row.next();
                id = row.getLong(1);
            }
        }
        try (var ranges = connection.prepareStatement(ANSWER_FOR)) {
            for (var source : fresh.entrySet()) {
                if (!source.getValue().isEmpty()) {
                    ranges.setLong(1, id);
                    ranges.setInt(2, source.getKey());
                    ranges.setString(3, source.getValue().toString());
                    ranges.addBatch();
                }
            }
            ranges.executeBatch();
        }
    }
}
