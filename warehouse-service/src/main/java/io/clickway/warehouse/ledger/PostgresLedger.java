package io.clickway.warehouse.ledger;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code edge_ledger} within a caller's transaction. Every instance inserts and locks in the order of the source ids:
 * that is what keeps several of them free of deadlocks.
 */
public final class PostgresLedger {

    /** The transaction must be done again: a source was moved to {@code ledger_closed} while this one waited for it. */
    private static final String SERIALIZATION_FAILURE = "40001";

    /** Only sources never heard of, so that numbers aren't burnt by conflicts. */
    private static final String INSERT_MISSING = """
            insert into edge_ledger (source_id, region)
            select
                s.source_id,
                s.region
            from unnest(?::bigint[], ?::text[]) as s (source_id, region)
            where not exists (
                select
                from edge_ledger l
                where l.source_id = s.source_id)
              and not exists (
                select
                from ledger_closed c
                where c.source_id = s.source_id)
            order by s.source_id
            on conflict (source_id) do nothing
            """;

    private static final String LOCK = """
            select
                source_no,
                source_id,
                received::text,
                absent::text,
                written_off::text,
                state,
                declared,
                watermark_seq,
                time_through,
                complete_to,
                spooled::text,
                quarantined,
                least(started_at, first_seen_at) - interval '1 day'
            from edge_ledger
            where source_id = any (?)
            order by source_id
            for update
            """;

    private static final String UPDATE = """
            update edge_ledger
            set
                received = ?::int8multirange,
                absent = ?::int8multirange,
                written_off = ?::int8multirange,
                state = ?,
                declared = ?,
                watermark_seq = ?,
                time_through = ?,
                complete_to = ?,
                stored_clicks = stored_clicks + ?,
                stored_watermarks = stored_watermarks + ?,
                quarantined = quarantined + ?,
                duplicates = duplicates + ?,
                late_after_write_off = late_after_write_off + ?,
                missing = ?,
                in_flight = ?
            where source_no = ?
            """;

    private static final String HEAR = """
            update edge_ledger
            set
                edge = ?,
                started_at = ?,
                spooled = ?::int8multirange,
                unrecorded = ?::int8multirange,
                config_version = ?,
                config_applied_at = ?,
                last_watermark_at = clock_timestamp(),
                (clock_offset_seconds, clock_offset_at) = (
                    select
                        case when is_less then clock_offset_seconds else seen end,
                        case when is_less then clock_offset_at else clock_timestamp() end
                    from (
                        select
                            seen,
                            seen < clock_offset_seconds
                                and clock_offset_at > clock_timestamp() - interval '60 seconds' as is_less
                        from (select extract(epoch from ?::timestamptz - clock_timestamp())::float8) as now (seen)) as compared),
                received = ?::int8multirange,
                absent = ?::int8multirange,
                written_off = ?::int8multirange,
                state = ?,
                declared = ?,
                watermark_seq = ?,
                time_through = ?,
                complete_to = ?,
                stored_clicks = stored_clicks + ?,
                stored_watermarks = stored_watermarks + ?,
                quarantined = quarantined + ?,
                duplicates = duplicates + ?,
                late_after_write_off = late_after_write_off + ?,
                missing = ?,
                in_flight = ?
            where source_no = ?
            """;

    private final ClosedSources closed = new ClosedSources();

    /**
     * Locks the rows of these sources, in order; a source that had been moved away is moved back first.
     *
     * @param regionOf the region that each source is entered under when it is new
     */
    public Map<SourceId, SourceBook> lock(Connection connection, SortedMap<SourceId, String> regionOf)
            throws SQLException {
        var ids = regionOf.keySet().stream().map(SourceId::bits).toArray(Long[]::new);
        var array = connection.createArrayOf("int8", ids);
        var movedBack = closed.moveBack(connection, array);
        try (var insert = connection.prepareStatement(INSERT_MISSING)) {
            insert.setArray(1, array);
            insert.setArray(
                    2, connection.createArrayOf("text", regionOf.values().toArray(String[]::new)));
            insert.executeUpdate();
        }
        var books = new HashMap<SourceId, SourceBook>();
        try (var lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, array);
            try (var rows = lock.executeQuery()) {
                while (rows.next()) {
                    var book = new SourceBook(page(rows));
                    books.put(book.source(), book);
                }
            }
        }
        if (books.size() < ids.length) {
            throw new SQLException("a source was moved away at this moment", SERIALIZATION_FAILURE);
        }
        closed.subtract(connection, movedBack);
        return books;
    }

    private static SourceBook.Page page(ResultSet row) throws SQLException {
        return new SourceBook.Page(
                row.getInt(1),
                new SourceId(row.getLong(2)),
                SeqRanges.parse(row.getString(3)),
                SeqRanges.parse(row.getString(4)),
                SeqRanges.parse(row.getString(5)),
                SourceState.ofCode(row.getString(6)),
                row.getLong(7),
                row.getLong(8),
                instant(row, 9),
                instant(row, 10),
                SeqRanges.parse(row.getString(11)),
                row.getLong(12),
                row.getObject(13, OffsetDateTime.class).toInstant());
    }

    public void write(Connection connection, Collection<SourceBook.Entry> entries) throws SQLException {
        var quiet = new ArrayList<SourceBook.Entry>();
        var heard = new ArrayList<SourceBook.Entry>();
        for (var entry : entries) {
            (entry.newest() == null ? quiet : heard).add(entry);
        }
        write(connection, UPDATE, quiet);
        write(connection, HEAR, heard);
    }

    private static void write(Connection connection, String sql, List<SourceBook.Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (var update = connection.prepareStatement(sql)) {
            for (var entry : entries) {
                var newest = entry.newest();
                bindCommon(update, entry, newest == null ? 1 : bindHeard(update, newest));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static int bindHeard(PreparedStatement update, Heard newest) throws SQLException {
        update.setString(1, newest.edge());
        setInstant(update, 2, newest.startedAt());
        update.setString(3, newest.spooled().toString());
        update.setString(4, newest.unrecorded().toString());
        update.setLong(5, newest.configVersion());
        setInstant(update, 6, newest.configAppliedAt());
        setInstant(update, 7, newest.timeThrough());
        return 8;
    }

    private static void bindCommon(PreparedStatement update, SourceBook.Entry entry, int first) throws SQLException {
        int at = first;
        update.setString(at++, entry.received().toString());
        update.setString(at++, entry.absent().toString());
        update.setString(at++, entry.writtenOff().toString());
        update.setString(at++, entry.state().code());
        update.setLong(at++, entry.declared());
        update.setLong(at++, entry.watermarkSeq());
        setInstant(update, at++, entry.timeThrough());
        setInstant(update, at++, entry.completeTo());
        update.setLong(at++, entry.storedClicks());
        update.setLong(at++, entry.storedWatermarks());
        update.setLong(at++, entry.quarantined());
        update.setLong(at++, entry.duplicates());
        update.setLong(at++, entry.late());
        update.setLong(at++, entry.missing());
        update.setLong(at++, entry.inFlight());
        update.setInt(at, entry.sourceNo());
    }

    private static void setInstant(PreparedStatement statement, int index, @Nullable Instant value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(index, value.atOffset(ZoneOffset.UTC));
        }
    }

    private static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
        var value = row.getObject(index, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
