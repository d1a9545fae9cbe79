package io.clickway.warehouse.rollup;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Adds a tally to the rollups within a caller's transaction, each table by one statement in the order of its key. */
public final class PostgresRollups {

    private static final String ADD_QUARTERS = """
            insert into clicks_15m as r (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict, clicks)
            select *
            from unnest(
                ?::timestamptz[], ?::integer[], ?::text[], ?::integer[], ?::integer[], ?::text[], ?::smallint[], ?::bigint[])
            on conflict (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict) do update
            set clicks = r.clicks + excluded.clicks
            """;

    private static final String ADD_MINUTES = """
            insert into clicks_1m as r (minute_at, region, clicks)
            select *
            from unnest(?::timestamptz[], ?::text[], ?::bigint[])
            on conflict (minute_at, region) do update
            set clicks = r.clicks + excluded.clicks
            """;

    private static final String FORGET_MINUTES = """
            delete from clicks_1m
            where (minute_at, region) in (
                select
                    minute_at,
                    region
                from clicks_1m
                where minute_at < now() - interval '2 days'
                for update skip locked)
            """;

    public void add(Connection connection, ClickTally tally) throws SQLException {
        if (tally.quarters().isEmpty()) {
            return;
        }
        try (var add = connection.prepareStatement(ADD_QUARTERS)) {
            var cells = tally.quarters().keySet();
            add.setArray(1, times(connection, cells, ClickTally.Cell::bucketMillis));
            add.setArray(2, ints(connection, "int4", cells, ClickTally.Cell::workspaceId));
            add.setArray(3, texts(connection, cells, ClickTally.Cell::region));
            add.setArray(4, ints(connection, "int4", cells, ClickTally.Cell::campaignId));
            add.setArray(5, ints(connection, "int4", cells, ClickTally.Cell::linkId));
            add.setArray(6, texts(connection, cells, ClickTally.Cell::country));
            add.setArray(7, ints(connection, "int2", cells, ClickTally.Cell::verdict));
            add.setArray(
                    8,
                    connection.createArrayOf("int8", tally.quarters().values().toArray(Long[]::new)));
            add.executeUpdate();
        }
        try (var add = connection.prepareStatement(ADD_MINUTES)) {
            var cells = tally.minutes().keySet();
            add.setArray(1, times(connection, cells, ClickTally.Minute::minuteMillis));
            add.setArray(2, texts(connection, cells, ClickTally.Minute::region));
            add.setArray(
                    3, connection.createArrayOf("int8", tally.minutes().values().toArray(Long[]::new)));
            add.executeUpdate();
        }
    }

    /**
     * Drops minutes that the start page doesn't show any more. Waits for nobody, so it can't deadlock with another instance
     * or with clicks that come late; what is locked now is dropped next time.
     */
    public void forgetOldMinutes(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement(FORGET_MINUTES)) {
            delete.executeUpdate();
        }
    }

    private static <T> Array times(Connection connection, Collection<T> cells, Function<T, Long> millis)
            throws SQLException {
        return connection.createArrayOf(
                "timestamptz",
                cells.stream()
                        .map(cell -> OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis.apply(cell)), ZoneOffset.UTC))
                        .toArray());
    }

    private static <T> Array ints(Connection connection, String type, Collection<T> cells, ToIntFunction<T> value)
            throws SQLException {
        return connection.createArrayOf(
                type, cells.stream().map(cell -> value.applyAsInt(cell)).toArray(Integer[]::new));
    }

    private static <T> Array texts(Connection connection, Collection<T> cells, Function<T, String> value)
            throws SQLException {
        return connection.createArrayOf("text", cells.stream().map(value).toArray(String[]::new));
    }
}
