package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How large the cubes are, and whether they are kept up. */
public final class RollupFigures {

    /** Larger tables are not counted for this but estimated by their statistics. */
    private static final long COUNTED_BYTES = 32L << 20;

    private static final String SIZE = """
            select
                coalesce(sum(pg_relation_size(relid)), 0)::bigint,
                coalesce(sum(greatest(reltuples, 0)), 0)::bigint
            from pg_partition_tree(?)
                join pg_class on oid = relid
            where isleaf
            """;

    private static final String STATE = """
            select
                (select count(*) from rollup_deltas),
                (select folded_at from rollup_fold),
                (select deltas from rollup_fold),
                (select lasted_millis from rollup_fold),
                (select array_agg(day order by day desc) from rollup_days where state = 'lacking')
            """;

    private static final String LAST_CHECK = """
            select checked_at, buckets, cells, drifted, detail
            from rollup_checks
            order by checked_at desc
            limit 1
            """;

    private final DataSource dataSource;

    public RollupFigures(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @param clicks all clicks in cells of this span, however many of them this cube counts
     * @param isEstimate whether cells comes from Postgres's statistics
     */
    public record Table(String table, String span, long cells, long clicks, double cellsPerClick, boolean isEstimate) {}

    public record LastFold(Instant at, long deltas, Duration took) {}

    public record LastCheck(Instant at, int buckets, long cells, long drifted, String detail) {}

    /** @param lackingDays newest first */
    public record Figures(
            List<Table> tables,
            long deltas,
            Optional<LastFold> lastFold,
            Optional<LastCheck> lastCheck,
            List<LocalDate> lackingDays) {}

    public Figures figures() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            var tables = new ArrayList<Table>();
            for (var cube : Cube.values()) {
                for (var span : cube.spans()) {
                    tables.add(table(connection, cube, span));
                }
            }
            var lastCheck = lastCheck(connection);
            try (var select = connection.prepareStatement(STATE);
                    var row = select.executeQuery()) {
                row.next();
                var foldedAt = row.getObject(2, OffsetDateTime.class);
                return new Figures(
                        tables,
                        row.getLong(1),
                        foldedAt == null
                                ? Optional.empty()
                                : Optional.of(new LastFold(
                                        foldedAt.toInstant(), row.getLong(3), Duration.ofMillis(row.getLong(4)))),
                        lastCheck,
                        days(row.getArray(5)));
            }
        }
    }

    /** Whichever instance made it; empty before the first one. */
    public Optional<LastCheck> lastCheck() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            return lastCheck(connection);
        }
    }

    private static Table table(Connection connection, Cube cube, Span span) throws SQLException {
        long bytes;
        long cells;
        try (var size = connection.prepareStatement(SIZE)) {
            size.setString(1, cube.table(span));
            try (var row = size.executeQuery()) {
                row.next();
                bytes = row.getLong(1);
                cells = row.getLong(2);
            }
        }
        boolean isEstimate = bytes > COUNTED_BYTES;
        if (!isEstimate) {
            cells = number(connection, "select count(*) from " + cube.table(span));
        }
        var total = Cube.TOTAL.spans().contains(span) ? Cube.TOTAL.table(span) : Cube.TOTAL.table(Span.DAY);
        long clicks = number(connection, "select coalesce(sum(clicks), 0) from " + total);
        return new Table(
                cube.table(span), span.suffix(), cells, clicks, clicks == 0 ? 0 : (double) cells / clicks, isEstimate);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Optional<LastCheck> lastCheck(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(LAST_CHECK);
                var row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new LastCheck(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            row.getInt(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getString(5)))
                    : Optional.empty();
        }
    }

    private static List<LocalDate> days(java.sql.@Nullable Array array) throws SQLException {
        var days = new ArrayList<LocalDate>();
        if (array != null) {
            for (var day : (java.sql.Date[]) array.getArray()) {
                days.add(day.toLocalDate());
            }
        }
        return days;
    }
}
