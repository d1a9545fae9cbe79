package io.clickway.warehouse.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Looks events up by source and number within a caller's transaction. There is no index on these: the time leads to a few
 * pages by BRIN, so sequential scans are switched off for the transaction.
 */
public final class StoredEvents {

    private static final String WITHIN = """
            select
                e.source_no,
                e.seq,
                e.%s
            from %s e
                join unnest(?::integer[], ?::bigint[]) as wanted (source_no, seq) using (source_no, seq)
            where e.occurred_at between ? and ?
            """;

    /** Ids of those that lie in the day's partition between these times; milliseconds since the epoch, both included. */
    public Map<Key, UUID> find(
            Connection connection,
            StoredTable table,
            LocalDate day,
            Collection<Key> keys,
            long fromMillis,
            long toMillis)
            throws SQLException {
        return find(connection, table, table.partition(day), keys, fromMillis, toMillis);
    }

    /** Ids of those that lie in any partition since then. Reads much; for events that should have been found and weren't. */
    public Map<Key, UUID> findSince(Connection connection, StoredTable table, Collection<Key> keys, Instant since)
            throws SQLException {
        return find(
                connection,
                table,
                table.tableName(),
                keys,
                since.toEpochMilli(),
                LocalDate.of(9999, 1, 1)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli());
    }

    private static Map<Key, UUID> find(
            Connection connection, StoredTable table, String from, Collection<Key> keys, long fromMillis, long toMillis)
            throws SQLException {
        try (var noScan = connection.createStatement()) {
            noScan.execute("set local enable_seqscan = off");
        }
        try (var select = connection.prepareStatement(WITHIN.formatted(idColumn(table), from))) {
            var numbers = keys.stream().map(Key::sourceNo).toArray(Integer[]::new);
            var seqs = keys.stream().map(Key::seq).toArray(Long[]::new);
            select.setArray(1, connection.createArrayOf("int4", numbers));
            select.setArray(2, connection.createArrayOf("int8", seqs));
            select.setObject(3, Instant.ofEpochMilli(fromMillis).atOffset(ZoneOffset.UTC));
            select.setObject(4, Instant.ofEpochMilli(toMillis).atOffset(ZoneOffset.UTC));
            return ids(select);
        }
    }

    private static Map<Key, UUID> ids(PreparedStatement select) throws SQLException {
        var ids = new HashMap<Key, UUID>();
        try (var row = select.executeQuery()) {
            while (row.next()) {
                ids.put(new Key(row.getInt(1), row.getLong(2)), row.getObject(3, UUID.class));
            }
        }
        return ids;
    }

    private static String idColumn(StoredTable table) {
        return switch (table) {
            case CLICKS -> "click_id";
            case WATERMARKS -> "event_id";
            case CLIENT_ADDRESSES -> throw new IllegalArgumentException("an address is a part of a click, no event");
        };
    }

    /** Names an event for ever. */
    public record Key(int sourceNo, long seq) {}
}
