package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Counts a day (UTC) anew from its clicks: in one snapshot its cells and deltas are deleted and what the clicks say is put
 * among the deltas. Clicks that are stored meanwhile are in neither: they bring deltas of their own, so nothing waits.
 */
public final class Recount {

    /** A statement reads an hour, so none runs into a time limit. */
    private static final Duration AT_ONCE = Duration.ofHours(1);

    private static final String HAS_CLICKS = """
            select exists (
                select
                from pg_inherits
                where inhparent = 'clicks'::regclass
                  and inhrelid = to_regclass(?))
            """;

    private static final String NEWEST_LACKING = """
            select max(day)
            from rollup_days
            where state = 'lacking'
              and to_regclass('clicks_p' || to_char(day, 'YYYYMMDD')) is not null
            """;

    private static final String DELETE_DELTAS = """
            delete from rollup_deltas
            where cube = ?
              and bucket_at >= ?
              and bucket_at < ?
            """;

    private static final String TELL = """
            insert into rollup_days as d (day, state, changed_at, counted_at, counted_by, reason)
            values (?, 'counted', clock_timestamp(), clock_timestamp(), ?, ?)
            on conflict (day) do update
            set
                state = excluded.state,
                changed_at = excluded.changed_at,
                counted_at = excluded.counted_at,
                counted_by = excluded.counted_by,
                reason = excluded.reason
            """;

    private final DataSource dataSource;
    private final RollupLock lock;

    public Recount(DataSource dataSource) {
        this.dataSource = dataSource;
        this.lock = RollupLock.ofCells(dataSource);
    }

    /** How many cells of the finest spans the day has now. */
    public record Recounted(LocalDate day, long cells) {}

    /**
     * Waits for a fold that runs.
     *
     * @return empty when the day's clicks are gone, or never were: then what the cubes tell stays
     */
    public Optional<Recounted> count(LocalDate day, String who, String reason) throws SQLException {
        return lock.with(connection -> Snapshot.in(connection, () -> count(connection, day, who, reason)));
    }

    /** The newest of the days that lack, if there is one and nobody else is changing cells. */
    public Optional<Recounted> countNewestLacking() throws SQLException {
        Optional<LocalDate> day;
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(NEWEST_LACKING);
                var row = select.executeQuery()) {
            row.next();
            day = Optional.ofNullable(row.getObject(1, LocalDate.class));
        }
        if (day.isEmpty()) {
            return Optional.empty();
        }
        return lock.tryWith(connection -> Snapshot.in(
                        connection, () -> count(connection, day.get(), "warehouse", "stored before there were cubes")))
                .flatMap(counted -> counted);
    }

    private static Optional<Recounted> count(Connection connection, LocalDate day, String who, String reason)
            throws SQLException {
        if (!hasClicks(connection, day)) {
            return Optional.empty();
        }
        long cells = 0;
        for (var cube : Cube.values()) {
            if (CountSql.counts(cube)) {
                delete(connection, cube, day);
            }
        }
        for (var cube : Cube.values()) {
            if (CountSql.counts(cube) && cube.hasDeltas()) {
                cells += add(connection, cube, day);
            }
        }
        try (var tell = connection.prepareStatement(TELL)) {
            tell.setObject(1, day);
            tell.setString(2, who);
            tell.setString(3, reason);
            tell.executeUpdate();
        }
        return Optional.of(new Recounted(day, cells));
    }

    private static boolean hasClicks(Connection connection, LocalDate day) throws SQLException {
        try (var select = connection.prepareStatement(HAS_CLICKS)) {
            select.setString(1, "clicks_p" + day.toString().replace("-", ""));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void delete(Connection connection, Cube cube, LocalDate day) throws SQLException {
        try (var deltas = connection.prepareStatement(DELETE_DELTAS)) {
            deltas.setInt(1, cube.number());
            range(deltas, 2, start(day), start(day.plusDays(1)));
            deltas.executeUpdate();
        }
        for (var span : cube.spans()) {
            if (span != Span.MONTH) {
                deleteCells(connection, cube.table(span), start(day), start(day.plusDays(1)));
            }
        }
        if (cube.spans().contains(Span.MONTH)) {
            sumMonth(connection, cube, day.withDayOfMonth(1));
        }
    }

    /** From its days, of which one has no cells now. */
    private static void sumMonth(Connection connection, Cube cube, LocalDate first) throws SQLException {
        deleteCells(connection, cube.table(Span.MONTH), start(first), start(first.plusMonths(1)));
        var keys = CubeSql.keys(cube);
        var sum = """
                insert into %s (%s, %s)
                select %s, %s, %s
                from %s
                where bucket_at >= ?
                  and bucket_at < ?
                group by %s
                """.formatted(
                        cube.table(Span.MONTH),
                        String.join(", ", keys),
                        String.join(", ", CubeSql.measures(cube)),
                        Span.MONTH.floor("bucket_at"),
                        String.join(", ", keys.subList(1, keys.size())),
                        String.join(", ", CubeSql.sums(cube)),
                        cube.table(Span.DAY),
                        CubeSql.numbers(keys.size()));
        try (var insert = connection.prepareStatement(sum)) {
            range(insert, 1, start(first), start(first.plusMonths(1)));
            insert.executeUpdate();
        }
    }

    private static long add(Connection connection, Cube cube, LocalDate day) throws SQLException {
        long cells = 0;
        try (var add = connection.prepareStatement(CountSql.addToDeltas(cube))) {
            var end = start(day.plusDays(1));
            for (var from = start(day); from.isBefore(end); from = from.plus(AT_ONCE)) {
                range(add, 1, from, from.plus(AT_ONCE));
                cells += add.executeLargeUpdate();
            }
        }
        return cells;
    }

    private static void deleteCells(Connection connection, String table, Instant from, Instant to) throws SQLException {
        try (var delete =
                connection.prepareStatement("delete from " + table + " where bucket_at >= ? and bucket_at < ?")) {
            range(delete, 1, from, to);
            delete.executeUpdate();
        }
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static void range(PreparedStatement statement, int first, Instant from, Instant to) throws SQLException {
        statement.setObject(first, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
        statement.setObject(first + 1, OffsetDateTime.ofInstant(to, ZoneOffset.UTC));
    }
}
