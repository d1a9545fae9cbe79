package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Shop;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.rollup.CubeBench;
import io.clickway.warehouse.rollup.CubeSql;
import io.clickway.warehouse.rollup.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A year of five regions as rollups alone: one day is stored as clicks by the product, its cells are repeated for each other
 * day with counts that vary, and months are summed up. The nine reports that cubes answer over it.
 */
final class YearSection {

    private static final int DAYS = 365;
    private static final int FEW_DAYS = 30;

    private final Options options;
    private final RunningSystem system;
    private final LocalDate end = LocalDate.now(ZoneOffset.UTC);
    private final LocalDate pattern = end.minusDays(1);
    private final Shop shop = new Shop();

    private YearSection(Options options, RunningSystem system) {
        this.options = options;
        this.system = system;
    }

    static void run(Options options, RunningSystem system) throws Exception {
        new YearSection(options, system).measure();
    }

    private void measure() throws Exception {
        shop.enter(system.centre());
        try (var pool = Servers.pool(system.centre().dataSource())) {
            var loaded = new Loading(system.centre(), shop, new Ingests(pool))
                    .load(
                            pattern.atStartOfDay().toInstant(ZoneOffset.UTC),
                            Duration.ofDays(1),
                            options.yearClicks(),
                            true,
                            5);
            Books.check(system.centre(), loaded.clicks());
        }
        Books.foldAll(system.centre());
        makeYear();
        var questions = Questions.all(end.minusDays(DAYS), end, shop.campaignSlug(0)).stream()
                .filter(question -> !question.name().endsWith("raw"))
                .toList();
        System.out.printf("%nReports by HTTP over the rollups of a year of five regions%n");
        tell();
        ReportSection.print(new ReportSection(options, system).measure(questions, List.of()));
    }

    private void makeYear() throws SQLException {
        try (var connection = system.centre().dataSource().getConnection()) {
            run(connection, "set statement_timeout = 0");
            var months = Stream.iterate(
                            YearMonth.from(end.minusDays(DAYS)),
                            month -> !month.isAfter(YearMonth.from(end)),
                            month -> month.plusMonths(1))
                    .toList();
            CubeBench.ensureMonths(connection, months);
            for (var cube : Cube.values()) {
                Progress.say("a year of " + cube);
                repeat(connection, cube);
            }
            run(
                    connection,
                    "insert into rollup_days (day) select day::date from generate_series('%s'::timestamp, '%s', '1 day') as day on conflict do nothing"
                            .formatted(end.minusDays(DAYS), pattern));
        }
        try (var connection = system.admin().getConnection()) {
            run(connection, "vacuum analyze");
            run(connection, "checkpoint");
            mustAgree();
        }
    }

    /**
     * Each day counts the same cells once to three times, so that the spans agree without summing up; months are summed up of
     * days. Sketches are repeated as they are: other visitors, as many.
     */
    private void repeat(Connection connection, Cube cube) throws SQLException {
        var keys = CubeSql.keys(cube).subList(1, CubeSql.keys(cube).size());
        boolean isSketch = cube.measure() == Measure.VISITORS;
        for (var span : cube.spans()) {
            if (span == Span.MONTH) {
                sumMonths(connection, cube, String.join(", ", keys));
                continue;
            }
            run(connection, """
                    insert into %1$s (bucket_at, %2$s, %3$s)
                    select bucket_at - day * interval '1 day', %2$s, %4$s
                    from generate_series(1, %5$d) as day
                    cross join (select * from %1$s where bucket_at >= '%6$s' and bucket_at < '%7$s' offset 0) as cells
                    """.formatted(
                            cube.table(span),
                            String.join(", ", keys),
                            measures(cube, "%s"),
                            isSketch ? "visitors" : measures(cube, "%s * (1 + day %% 3)"),
                            days(cube, span) - 1,
                            Question.day(pattern),
                            Question.day(end)));
        }
    }

    /** No question reads placements, nor older quarters of an hour but of all clicks: most of the year's cells. */
    private static int days(Cube cube, Span span) {
        return cube == Cube.PLACEMENT || span == Span.QUARTER && cube != Cube.TOTAL && cube != Cube.ALL
                ? FEW_DAYS
                : DAYS;
    }

    private static void sumMonths(Connection connection, Cube cube, String keys) throws SQLException {
        run(connection, "truncate " + cube.table(Span.MONTH));
        run(connection, """
                insert into %1$s (bucket_at, %2$s, %3$s)
                select %4$s, %2$s, %5$s
                from %6$s
                group by %4$s, %2$s
                """.formatted(
                        cube.table(Span.MONTH),
                        keys,
                        measures(cube, "%s"),
                        Span.MONTH.floor("bucket_at"),
                        measures(cube, "sum(%s)"),
                        cube.table(Span.DAY)));
    }

    private static String measures(Cube cube, String each) {
        return CubeSql.measures(cube).stream()
                .map(measure -> each.formatted(measure))
                .collect(Collectors.joining(", "));
    }

    /** Every span of a cube tells the same number of clicks of the days that all of them have. */
    private void mustAgree() {
        for (var cube : Cube.values()) {
            if (cube.measure() == Measure.CLICKS || cube.measure() == Measure.COST) {
                int days = cube.spans().contains(Span.QUARTER) ? days(cube, Span.QUARTER) : DAYS;
                mustAgree(cube, EnumSet.of(Span.QUARTER, Span.HOUR, Span.DAY), end.minusDays(days));
                mustAgree(cube, EnumSet.of(Span.HOUR, Span.DAY, Span.MONTH), LocalDate.EPOCH);
            }
        }
    }

    private void mustAgree(Cube cube, Set<Span> spans, LocalDate from) {
        var sums = spans.stream()
                .filter(cube.spans()::contains)
                .map(span -> system.centre()
                        .number("select sum(clicks) from " + CubeSql.relation(cube, span)
                                + " as cells where bucket_at >= '" + Question.day(from) + "'"))
                .distinct()
                .toList();
        if (sums.size() > 1) {
            throw new IllegalStateException("the spans of " + cube + " sum up to " + sums);
        }
    }

    private void tell() {
        long clicks = system.centre().number("select sum(clicks) from clicks_total_1d");
        System.out.printf("they stand for %,d clicks; cells by cube (15m, 1h, 1d, 1mo):%n", clicks);
        long all = 0;
        for (var cube : Cube.values()) {
            var counts = new ArrayList<String>();
            for (var span : Span.values()) {
                long cells = cube.spans().contains(span)
                        ? system.centre().number("select count(*) from " + cube.table(span))
                        : 0;
                all += cells;
                counts.add("%,d".formatted(cells));
            }
            System.out.printf("  %-18s %s%n", cube.name().toLowerCase(Locale.ROOT), String.join("  ", counts));
        }
        System.out.printf(
                "  in all %,d cells, %,d MB with indexes%n",
                all, Volume.of(system.centre()).cubes() >> 20);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
