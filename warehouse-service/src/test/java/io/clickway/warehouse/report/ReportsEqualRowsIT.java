package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.report.RandomReports.Asked;
import io.clickway.warehouse.report.ReportQuery.Format;
import io.clickway.warehouse.rollup.Fold;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random reports over 400 back-dated days against naive SQL over the rows, row by row. */
class ReportsEqualRowsIT {

    private static final int CLICKS = 50_000;
    private static final int DAYS = 398;
    private static final int REPORTS = 200;
    private static final long SEED = Long.getLong("reports.seed", System.nanoTime());

    private static PrivateServers servers;
    private static Centre centre;
    private static Instant first;

    /** What naive SQL says of a group. */
    private record Naive(long clicks, long bots, BigDecimal cost, long currencies, long visitors) {

        static final Naive NOTHING = new Naive(0, 0, BigDecimal.ZERO, 0, 0);
    }

    @BeforeAll
    static void storeClicks() throws Exception {
        System.out.println("seed " + SEED);
        servers = PrivateServers.start("127.165", "eu", "postgres");
        centre = new Centre(servers).migrated();
        RandomClicks.name(centre);
        var random = new Random(SEED);
        var clicks = new RandomClicks(random);
        first = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
        for (var region : List.of("eu", "us")) {
            var source = new TestSource(region, random, first);
            long mean = Duration.ofDays(DAYS - 6).toMillis() * 2 / CLICKS;
            for (int i = 0; i < CLICKS / 2; i++) {
                source.later(random.nextLong(2 * mean)).click(clicks.next());
            }
            for (var batch : source.batches(5_000)) {
                centre.store(List.of(batch));
            }
            // The second region's counts wait beside the cubes.
            if (region.equals("eu")) {
                new Fold(centre.dataSource()).run();
            }
        }
        centre.run("analyze");
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(CLICKS);
    }

    @AfterAll
    static void stopPostgres() {
        servers.close();
    }

    @Test
    void everyReportEqualsTheCountOverTheRows() throws Exception {
        var reports = new RandomReports(new Random(SEED), first, DAYS);
        var answeredBy = new TreeMap<String, Integer>();
        for (int i = 0; i < REPORTS; i++) {
            answeredBy.merge(compare(reports.next()), 1, Integer::sum);
        }
        System.out.println(REPORTS + " reports answered by " + answeredBy);
        assertThat(answeredBy.getOrDefault("rollup", 0)).isGreaterThan(REPORTS / 4);
        assertThat(answeredBy.getOrDefault("raw", 0)).isGreaterThan(REPORTS / 10);
    }

    private static String compare(Asked asked) throws SQLException {
        var query = ReportQueryParser.parse(parameters(asked), Format.JSON);
        var found = run(query, asked);
        var expected = naive(RandomReports.naive(asked, asked.from(), asked.to()));
        var before = naive(RandomReports.naive(
                asked, asked.from().minus(Duration.between(asked.from(), asked.to())), asked.from()));
        var description = "seed %d: %s, answered by %s %s"
                .formatted(
                        SEED,
                        parameters(asked),
                        found.source().text(),
                        found.source().cube());
        long total = expected.values().stream().mapToLong(Naive::clicks).sum();
        assertThat(found.total().clicks()).as(description).isEqualTo(total);
        assertThat(found.groups()).as(description).isEqualTo(expected.size());
        assertThat(found.rows().stream().map(row -> key(asked, row)).toList())
                .as(description)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (var row : found.rows()) {
            var key = key(asked, row);
            var naive = Objects.requireNonNull(expected.get(key));
            var prior = before.getOrDefault(key, Naive.NOTHING);
            for (var measure : asked.measures()) {
                var value = row.get(asked.by().size() + asked.measures().indexOf(measure));
                check(measure, value, naive, prior, total, description + " at " + key);
            }
        }
        return found.source().text();
    }

    private static void check(
            Measure measure, @Nullable Object value, Naive naive, Naive prior, long total, String description) {
        switch (measure) {
            case CLICKS -> assertThat(value).as(description).isEqualTo(naive.clicks());
            case BOTS -> assertThat(value).as(description).isEqualTo(naive.bots());
            case SHARE ->
                assertThat((Double) value).as(description).isCloseTo((double) naive.clicks() / total, within(1e-12));
            case CHANGE ->
                assertThat(value)
                        .as(description)
                        .isEqualTo(
                                prior.clicks() == 0
                                        ? null
                                        : (double) (naive.clicks() - prior.clicks()) / prior.clicks());
            case COST -> {
                if (naive.currencies() > 1) {
                    assertThat(value).as(description).isNull();
                } else {
                    assertThat((BigDecimal) value).as(description).isEqualByComparingTo(naive.cost());
                }
            }
            case VISITORS ->
                assertThat(((Long) Objects.requireNonNull(value)).doubleValue())
                        .as(description)
                        .isCloseTo(naive.visitors(), within(0.04 * naive.visitors()));
            case VISITORS_EXACT -> assertThat(value).as(description).isEqualTo(naive.visitors());
        }
    }

    private static ReportRows run(ReportQuery query, Asked asked) throws SQLException {
        try (var connection = centre.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var found = ReportRun.answer(connection, query, Optional.empty());
            connection.rollback();
            return found;
        } catch (SQLException failed) {
            throw new SQLException("seed %d: %s".formatted(SEED, parameters(asked)), failed);
        }
    }

    private static Map<String, List<String>> parameters(Asked asked) {
        var parameters = new HashMap<String, List<String>>();
        parameters.put("tz", List.of(asked.zone()));
        parameters.put("from", List.of(asked.from().toString()));
        parameters.put("to", List.of(asked.to().toString()));
        parameters.put("by", List.of(asked.by().stream().map(Dimension::text).collect(Collectors.joining(","))));
        parameters.put(
                "measures", List.of(asked.measures().stream().map(Measure::text).collect(Collectors.joining(","))));
        parameters.put("where", List.of(asked.where(false)));
        parameters.put("limit", List.of("100000"));
        return parameters;
    }

    private static Map<String, Naive> naive(String sql) throws SQLException {
        var groups = new HashMap<String, Naive>();
        try (var connection = centre.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                groups.put(
                        row.getString(1),
                        new Naive(
                                row.getLong(2), row.getLong(3), row.getBigDecimal(4), row.getLong(5), row.getLong(6)));
            }
        }
        return groups;
    }

    /** As naive SQL writes it. */
    private static String key(Asked asked, List<@Nullable Object> row) {
        var key = new ArrayList<String>();
        for (int i = 0; i < asked.by().size(); i++) {
            var value = row.get(i) == null ? "" : String.valueOf(row.get(i));
            key.add(
                    switch (asked.by().get(i)) {
                        case HOUR -> Long.toString(OffsetDateTime.parse(value).toEpochSecond());
                        case DAY, WEEK, MONTH -> value.substring(0, 10);
                        default -> value;
                    });
        }
        return String.join("|", key);
    }

    @Test
    void groupsOfTimeAreThoseOfPostgres() throws Exception {
        var random = new Random(SEED);
        for (var zone : RandomReports.ZONES) {
            // Years in which each of these zones changed its clock.
            for (var start : List.of(
                    "2010-09-01T00:00:00Z", "2011-11-01T00:00:00Z", "2018-01-01T00:00:00Z", "2025-11-01T00:00:00Z")) {
                compareGrid(zone, Instant.parse(start), random);
            }
        }
    }

    private static void compareGrid(String zone, Instant start, Random random) throws SQLException {
        var times = new ArrayList<Instant>();
        for (int i = 0; i < 2_000; i++) {
            times.add(start.plusMillis(random.nextLong(Duration.ofDays(400).toMillis())));
        }
        for (var dimension : List.of(Dimension.HOUR, Dimension.DAY, Dimension.WEEK, Dimension.MONTH)) {
            var grid = TimeGrid.of(List.of(dimension), ZoneId.of(zone), start, start.plus(Duration.ofDays(400)));
            var truncated = truncated(dimension, zone, times);
            for (int i = 0; i < times.size(); i++) {
                var label = grid.labels(groupAt(grid, times.get(i))).getFirst().toString();
                assertThat(dimension == Dimension.HOUR ? seconds(label) : label.substring(0, 10))
                        .as("seed %d: %s of %s in %s", SEED, dimension, times.get(i), zone)
                        .isEqualTo(truncated.get(i));
            }
        }
    }

    private static int groupAt(TimeGrid grid, Instant at) {
        int found = java.util.Collections.binarySearch(grid.starts(), at);
        return grid.groups().get(found >= 0 ? found : -found - 2);
    }

    private static String seconds(String label) {
        return Long.toString(OffsetDateTime.parse(label).toEpochSecond());
    }

    private static List<String> truncated(Dimension dimension, String zone, List<Instant> times) {
        var moments = times.stream().map(at -> "'" + at + "'").collect(Collectors.joining(", "));
        var start = "date_trunc('%s', at, '%s')".formatted(dimension.text(), zone);
        return centre.texts(
                "select %s from unnest(array[%s]::timestamptz[]) with ordinality as t(at, place) order by place"
                        .formatted(
                                dimension == Dimension.HOUR
                                        ? "extract(epoch from " + start + ")::bigint"
                                        : "(" + start + " at time zone '" + zone + "')::date",
                                moments));
    }
}
