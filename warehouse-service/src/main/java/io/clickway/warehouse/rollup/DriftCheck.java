package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Compares random buckets of every cube with the clicks themselves, each in one snapshot and while clicks come in: the finest
 * cells with the rows, those of each coarser span with the sums of the finer ones around them. Days that lack are left out.
 */
public final class DriftCheck {

    private static final int SHOWN = 5;

    /** Half of them anywhere in time, where there may be nothing, half where the cubes tell of clicks. */
    private static final String CHOOSE = """
            with days as (
                select day
                from partition_state
                where table_name = 'clicks'
                  and day <= (now() at time zone 'UTC')::date
                  and day not in (select day from rollup_days where state = 'lacking')
                  and to_char(day, 'YYYYMMDD') in (
                      select right(inhrelid::regclass::text, 8) from pg_inherits where inhparent = 'clicks'::regclass)),
            anywhere as (
                select day::timestamp at time zone 'UTC' + floor(random() * 96) * interval '15 minutes' as bucket_at
                from days, generate_series(1, ?)
                order by random()
                limit ?),
            told as (
                select bucket_at
                from (select distinct bucket_at from clicks_total_15m) as cells
                where (bucket_at at time zone 'UTC')::date in (select day from days)
                order by random()
                limit ?)
            select bucket_at from anywhere
            union
            select bucket_at from told
            """;

    private static final String IS_DUE = """
            select coalesce(max(checked_at) < now() - make_interval(secs => ?), true)
            from rollup_checks
            """;

    private static final String TELL = """
            with old as (
                delete from rollup_checks
                where checked_at < now() - interval '400 days')
            insert into rollup_checks (buckets, cells, drifted, detail)
            values (?, ?, ?, ?)
            """;

    private final RollupLock lock;
    private final Consumer<Checked> alarm;

    /** @param alarm told of each result, good ones too */
    public DriftCheck(DataSource dataSource, Consumer<Checked> alarm) {
        this.lock = RollupLock.ofChecks(dataSource);
        this.alarm = alarm;
    }

    /**
     * @param cells compared
     * @param details the first differences, each naming table, bucket and key
     */
    public record Checked(int buckets, long cells, long drifted, List<String> details) {}

    /** Empty when the last one is younger than this, or another instance is at it. */
    public Optional<Checked> runIfOlder(Duration age, int buckets) throws SQLException {
        return lock.tryWith(connection ->
                        isDue(connection, age) ? Optional.of(run(connection, buckets)) : Optional.<Checked>empty())
                .flatMap(checked -> checked);
    }

    /** Empty when another is running. */
    public Optional<Checked> run(int buckets) throws SQLException {
        return lock.tryWith(connection -> run(connection, buckets));
    }

    private Checked run(Connection connection, int buckets) throws SQLException {
        var sum = new Sum();
        var chosen = choose(connection, buckets);
        for (var bucket : chosen) {
            Snapshot.in(connection, () -> check(connection, bucket, sum));
        }
        try (var tell = connection.prepareStatement(TELL)) {
            tell.setInt(1, chosen.size());
            tell.setLong(2, sum.cells);
            tell.setLong(3, sum.drifted);
            tell.setString(4, String.join("; ", sum.details));
            tell.executeUpdate();
        }
        var checked = new Checked(chosen.size(), sum.cells, sum.drifted, List.copyOf(sum.details));
        alarm.accept(checked);
        return checked;
    }

    private static boolean isDue(Connection connection, Duration age) throws SQLException {
        try (var select = connection.prepareStatement(IS_DUE)) {
            select.setLong(1, age.toSeconds());
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static List<Instant> choose(Connection connection, int buckets) throws SQLException {
        try (var select = connection.prepareStatement(CHOOSE)) {
            select.setInt(1, buckets);
            select.setInt(2, buckets / 2);
            select.setInt(3, buckets - buckets / 2);
            var chosen = new ArrayList<Instant>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    chosen.add(row.getObject(1, OffsetDateTime.class).toInstant());
                }
            }
            return chosen;
        }
    }

    private static Sum check(Connection connection, Instant moment, Sum sum) throws SQLException {
        var months = CubeMonths.read(connection);
        var month = YearMonth.from(moment.atOffset(ZoneOffset.UTC));
        for (var cube : Cube.values()) {
            var spans = List.copyOf(cube.spans());
            for (int i = 0; i < spans.size(); i++) {
                var span = spans.get(i);
                var finer = i == 0 ? Optional.<Span>empty() : Optional.of(spans.get(i - 1));
                boolean canCompare = months.hasCells(span, month)
                        && finer.map(fine -> months.hasCells(fine, month)).orElseGet(() -> CountSql.counts(cube));
                // Most quarters of an hour are of the same few months and days: those are compared once.
                if (canCompare && sum.isNew(cube, span, moment)) {
                    sum.add(cube.table(span), compare(connection, cube, span, finer, moment));
                }
            }
        }
        return sum;
    }

    /** @param finer the span whose cells are summed up; rows are counted when there is none */
    private static Compared compare(Connection connection, Cube cube, Span span, Optional<Span> finer, Instant moment)
            throws SQLException {
        var bucket = span.bucket(moment);
        try (var select = connection.prepareStatement(DriftSql.compare(cube, span, finer))) {
            range(select, 1, bucket);
            range(select, 3, bucket);
            try (var row = select.executeQuery()) {
                row.next();
                return new Compared(row.getLong(1), row.getLong(2), Optional.ofNullable(row.getString(3)));
            }
        }
    }

    private static void range(PreparedStatement statement, int first, Span.Bucket bucket) throws SQLException {
        statement.setObject(first, bucket.from().atOffset(ZoneOffset.UTC));
        statement.setObject(first + 1, bucket.to().atOffset(ZoneOffset.UTC));
    }

    private record Compared(long cells, long drifted, Optional<String> first) {}

    private static final class Sum {
        private long cells;
        private long drifted;
        private final List<String> details = new ArrayList<>();
        private final Set<Object> compared = new HashSet<>();

        boolean isNew(Cube cube, Span span, Instant moment) {
            return compared.add(List.of(cube, span, span.bucket(moment)));
        }

        void add(String table, Compared compared) {
            cells += compared.cells();
            drifted += compared.drifted();
            Stream.of(compared)
                    .flatMap(each -> each.first().stream())
                    .filter(_ -> details.size() < SHOWN)
                    .forEach(first -> details.add(table + " " + first));
        }
    }
}
