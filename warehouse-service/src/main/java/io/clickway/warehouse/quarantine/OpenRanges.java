package io.clickway.warehouse.quarantine;

import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What some sources have in quarantine, locked by a caller's transaction, from which events are taken that came again in
 * good shape.
 */
public final class OpenRanges {

    private static final String LOCK = """
            select
                r.quarantine_id,
                r.source_no,
                r.seqs::text,
                q.source_id is null as is_whole
            from quarantine_ranges r
                join quarantine q using (quarantine_id)
            where r.source_no = any (?)
              and r.seqs <> '{}'
            order by
                r.quarantine_id,
                r.source_no
            for update of r
            """;

    /** Something in quarantine may hold events of several sources, so its row is locked before its ranges are judged. */
    private static final String LOCK_THINGS = """
            select
            from quarantine
            where quarantine_id = any (?)
            order by fingerprint
            for update
            """;

    private static final String SHRINK = """
            update quarantine_ranges
            set seqs = ?::int8multirange
            where quarantine_id = ?
              and source_no = ?
            """;

    private static final String HEAL = """
            update quarantine q
            set
                state = 'healed',
                settled_at = clock_timestamp()
            where q.quarantine_id = any (?)
              and q.state = 'kept'
              and not exists (
                select
                from quarantine_ranges r
                where r.quarantine_id = q.quarantine_id
                  and r.seqs <> '{}')
            """;

    private final List<Open> open;
    private final Set<Open> changed = new LinkedHashSet<>();

    private OpenRanges(List<Open> open) {
        this.open = open;
    }

    public static OpenRanges lock(Connection connection, Collection<Integer> sourceNos) throws SQLException {
        var open = new ArrayList<Open>();
        if (!sourceNos.isEmpty()) {
            try (var select = connection.prepareStatement(LOCK)) {
                select.setArray(1, connection.createArrayOf("int4", sourceNos.toArray(Integer[]::new)));
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        open.add(new Open(
                                row.getLong(1), row.getInt(2), SeqRanges.parse(row.getString(3)), row.getBoolean(4)));
                    }
                }
            }
        }
        return new OpenRanges(open);
    }

    /** Whether the event lay in quarantine; if so it no longer does once {@link #write} is called. */
    public boolean take(int sourceNo, long seq) {
        return take(sourceNo, seq, false);
    }

    /** The same, if it lay there with its whole batch and not alone. */
    public boolean takeFromWhole(int sourceNo, long seq) {
        return take(sourceNo, seq, true);
    }

    private boolean take(int sourceNo, long seq, boolean onlyWhole) {
        for (var range : open) {
            if ((range.isWhole || !onlyWhole) && range.sourceNo == sourceNo && range.seqs.contains(seq)) {
                range.seqs.remove(new SeqRange(seq, seq));
                changed.add(range);
                return true;
            }
        }
        return false;
    }

    public void write(Connection connection) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        var things = connection.createArrayOf(
                "int8",
                changed.stream().map(range -> range.quarantineId).distinct().toArray(Long[]::new));
        try (var lock = connection.prepareStatement(LOCK_THINGS);
                var shrink = connection.prepareStatement(SHRINK);
                var heal = connection.prepareStatement(HEAL)) {
            lock.setArray(1, things);
            lock.executeQuery().close();
            for (var range : changed) {
                shrink.setString(1, range.seqs.toString());
                shrink.setLong(2, range.quarantineId);
                shrink.setInt(3, range.sourceNo);
                shrink.addBatch();
            }
            shrink.executeBatch();
            heal.setArray(1, things);
            heal.executeUpdate();
        }
    }

    private static final class Open {

        private final long quarantineId;
        private final int sourceNo;
        private final SeqRanges seqs;
        private final boolean isWhole;

        Open(long quarantineId, int sourceNo, SeqRanges seqs, boolean isWhole) {
            this.quarantineId = quarantineId;
            this.sourceNo = sourceNo;
            this.seqs = seqs;
            this.isWhole = isWhole;
        }
    }
}
