package io.clickway.warehouse.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves sources between {@code edge_ledger} and {@code ledger_closed} within a caller's transaction. The sums of a region
 * are locked last, after every source, so whoever moves sources in the order of their ids never waits in a circle.
 */
final class ClosedSources {

    private static final String MOVE_BACK = """
            with taken as (
                select *
                from ledger_closed
                where source_id = any (?)
                order by source_id
                for update),
            deleted as (
                delete from ledger_closed c
                using taken t
                where c.source_no = t.source_no),
            moved as (
                insert into edge_ledger
                    (source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared,
                    watermark_seq, time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks,
                    stored_watermarks, duplicates, late_after_write_off)
                overriding system value
                select
                    source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared,
                    watermark_seq, time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks,
                    stored_watermarks, duplicates, late_after_write_off
                from taken
                order by source_id)
            select coalesce(array_agg(source_no), '{}')
            from taken
            """;

    /** By now these rows are locked and unchanged, so their figures are those that were added to the sums. */
    private static final String SUBTRACT = """
            update ledger_closed_sums s
            set
                sources = s.sources - m.sources,
                received = s.received - m.received,
                absent = s.absent - m.absent,
                written_off = s.written_off - m.written_off,
                declared = s.declared - m.declared,
                stored_clicks = s.stored_clicks - m.stored_clicks,
                stored_watermarks = s.stored_watermarks - m.stored_watermarks,
                duplicates = s.duplicates - m.duplicates,
                late_after_write_off = s.late_after_write_off - m.late_after_write_off
            from (
                %s
                from edge_ledger
                where source_no = any (?)
                group by region) as m
            where s.region = m.region
            """;

    private static final String SUMS = """
            select
                region,
                count(*) as sources,
                sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)) as received,
                sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(absent) as r)) as absent,
                sum((select coalesce(sum(upper(r) - lower(r)), 0) from unnest(written_off) as r)) as written_off,
                sum(declared) as declared,
                sum(stored_clicks) as stored_clicks,
                sum(stored_watermarks) as stored_watermarks,
                sum(duplicates) as duplicates,
                sum(late_after_write_off) as late_after_write_off,
                max(complete_to) as complete_to
            """;

    private static final String CHOOSE = """
            select source_no
            from edge_ledger l
            where settled_to is not null
              and coalesce(last_watermark_at, first_seen_at) < now() - make_interval(secs => ?)
              and quarantined = 0
              and not exists (
                select
                from quarantine_ranges r
                where r.source_no = l.source_no
                  and r.seqs <> '{}')
            order by source_id
            limit ?
            for update of l skip locked
            """;

    private static final String FORGET_RANGES = """
            delete from quarantine_ranges
            where source_no = any (?)
            """;

    private static final String MOVE_AWAY = """
            with deleted as (
                delete from edge_ledger
                where source_no = any (?)
                returning *)
            insert into ledger_closed
                (source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared,
                watermark_seq, time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks,
                stored_watermarks, duplicates, late_after_write_off)
            select
                source_no, source_id, region, edge, started_at, state, received, absent, written_off, declared,
                watermark_seq, time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks,
                stored_watermarks, duplicates, late_after_write_off
            from deleted
            """;

    private static final String ADD = """
            insert into ledger_closed_sums as s
                (region, sources, received, absent, written_off, declared, stored_clicks, stored_watermarks, duplicates,
                late_after_write_off, complete_to)
            %s
            from ledger_closed
            where source_no = any (?)
            group by region
            order by region
            on conflict (region) do update
            set
                sources = s.sources + excluded.sources,
                received = s.received + excluded.received,
                absent = s.absent + excluded.absent,
                written_off = s.written_off + excluded.written_off,
                declared = s.declared + excluded.declared,
                stored_clicks = s.stored_clicks + excluded.stored_clicks,
                stored_watermarks = s.stored_watermarks + excluded.stored_watermarks,
                duplicates = s.duplicates + excluded.duplicates,
                late_after_write_off = s.late_after_write_off + excluded.late_after_write_off,
                complete_to = greatest(s.complete_to, excluded.complete_to)
            """;

    /** @return numbers of the sources moved back; {@link #subtract} must follow once all sources are locked */
    Integer[] moveBack(Connection connection, Array sourceIds) throws SQLException {
        try (var move = connection.prepareStatement(MOVE_BACK)) {
            move.setArray(1, sourceIds);
            try (var row = move.executeQuery()) {
                row.next();
                return (Integer[]) row.getArray(1).getArray();
            }
        }
    }

    void subtract(Connection connection, Integer[] sourceNos) throws SQLException {
        if (sourceNos.length > 0) {
            update(connection, SUBTRACT.formatted(SUMS.stripTrailing()), sourceNos);
        }
    }

    /**
     * Moves sources away that are over, complete and silent for so long.
     *
     * @return how many; fewer than asked for when no more are due
     */
    int moveAway(Connection connection, long silentForSeconds, int limit) throws SQLException {
        var chosen = new ArrayList<Integer>();
        try (var choose = connection.prepareStatement(CHOOSE)) {
            choose.setLong(1, silentForSeconds);
            choose.setInt(2, limit);
            try (var row = choose.executeQuery()) {
                while (row.next()) {
                    chosen.add(row.getInt(1));
                }
            }
        }
        if (!chosen.isEmpty()) {
            var sourceNos = chosen.toArray(Integer[]::new);
            for (var sql : List.of(FORGET_RANGES, MOVE_AWAY, ADD.formatted(SUMS.stripTrailing()))) {
                update(connection, sql, sourceNos);
            }
        }
        return chosen.size();
    }

    private static void update(Connection connection, String sql, Integer[] sourceNos) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("int4", sourceNos));
            statement.executeUpdate();
        }
    }
}
