package io.clickway.warehouse.report;

import io.clickway.warehouse.report.Filter.And;
import io.clickway.warehouse.report.Filter.AnyOf;
import io.clickway.warehouse.report.Filter.Not;
import io.clickway.warehouse.report.Filter.Or;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes random questions, and writes each again as naive SQL over the stored rows, in Postgres's own arithmetic of zones. A
 * row's keys are joined by {@code |}; times are seconds since 1970 (hour) or local dates (day, week, month).
 */
final class RandomReports {

    static final List<String> ZONES = List.of(
            "UTC",
            "Asia/Kathmandu",
            "America/St_Johns",
            "Europe/Kyiv",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Sao_Paulo",
            "America/Havana");

    /** Mostly what a cube knows together, so that cubes answer often. */
    private static final List<List<Dimension>> KNOWN_TOGETHER = List.of(
            List.of(Dimension.LINK, Dimension.CAMPAIGN, Dimension.SOURCE, Dimension.CURRENCY),
            List.of(Dimension.COUNTRY, Dimension.DEVICE),
            List.of(Dimension.CAMPAIGN, Dimension.COUNTRY),
            List.of(Dimension.CAMPAIGN, Dimension.DEVICE, Dimension.OS, Dimension.BROWSER),
            List.of(Dimension.CAMPAIGN, Dimension.RULE, Dimension.OFFER, Dimension.LANDER),
            List.of(Dimension.CAMPAIGN),
            List.of(
                    Dimension.SUB1,
                    Dimension.UTM_SOURCE,
                    Dimension.ASN,
                    Dimension.EDGE,
                    Dimension.CITY,
                    Dimension.REFERRER_HOST,
                    Dimension.LINK,
                    Dimension.OS));

    private static final List<Dimension> TIMES =
            List.of(Dimension.HOUR, Dimension.DAY, Dimension.WEEK, Dimension.MONTH, Dimension.HOUR_OF_WEEK);
    private static final List<Dimension> ALWAYS = List.of(Dimension.REGION, Dimension.VERDICT, Dimension.WORKSPACE);

    /** A question and what it is made of. */
    record Asked(
            String zone,
            List<Dimension> by,
            List<Measure> measures,
            @Nullable Filter where,
            Instant from,
            Instant to) {

        String where(boolean asSql) {
            return where == null ? "" : asSql ? sql(where) : text(where);
        }
    }

    private final Random random;
    private final Instant first;
    private final int days;

    RandomReports(Random random, Instant first, int days) {
        this.random = random;
        this.first = first;
        this.days = days;
    }

    Asked next() {
        var known = KNOWN_TOGETHER.get(random.nextInt(KNOWN_TOGETHER.size()));
        var possible = new ArrayList<>(known);
        possible.addAll(ALWAYS);
        Collections.shuffle(possible, random);
        var by = new ArrayList<>(possible.subList(0, random.nextInt(3)));
        if (random.nextInt(3) > 0) {
            by.add(random.nextInt(by.size() + 1), TIMES.get(random.nextInt(TIMES.size())));
        }
        if (random.nextInt(8) == 0) {
            var time = TIMES.get(random.nextInt(TIMES.size()));
            if (!by.contains(time)) {
                by.add(time);
            }
        }
        // Those of which some clicks have none are the ones that go wrong.
        var filtered = possible.subList(0, Math.min(possible.size(), 4));
        var where = random.nextBoolean() ? filter(filtered, 2) : null;
        boolean isOnQuarters = random.nextInt(4) > 0;
        var from = first.plusSeconds(random.nextInt(days * 86_400));
        var to = from.plusSeconds(random.nextInt(random.nextBoolean() ? 400_000 : days * 86_400 / 2));
        return new Asked(
                ZONES.get(random.nextInt(ZONES.size())),
                by,
                measures(by),
                where,
                isOnQuarters ? quarter(from) : from,
                isOnQuarters ? quarter(to) : to);
    }

    private List<Measure> measures(List<Dimension> by) {
        var measures = new ArrayList<>(List.of(Measure.CLICKS));
        for (var measure : List.of(Measure.BOTS, Measure.SHARE, Measure.COST, Measure.VISITORS)) {
            if (random.nextInt(3) == 0) {
                measures.add(measure);
            }
        }
        boolean comparesPositions =
                by.stream().anyMatch(dimension -> dimension.isTime() && dimension != Dimension.HOUR_OF_WEEK);
        if (!comparesPositions && random.nextInt(4) == 0) {
            measures.add(Measure.CHANGE);
        }
        if (random.nextInt(10) == 0) {
            measures.add(Measure.VISITORS_EXACT);
        }
        Collections.shuffle(measures, random);
        return measures;
    }

    private Filter filter(List<Dimension> possible, int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(5)) {
            case 0 -> new Not(filter(possible, depth - 1));
            case 1 -> new And(List.of(filter(possible, depth - 1), filter(possible, depth - 1)));
            case 2 -> new Or(List.of(filter(possible, depth - 1), filter(possible, depth - 1)));
            default -> {
                var dimension = possible.get(random.nextInt(possible.size()));
                var values = RandomClicks.values(dimension);
                var some = new ArrayList<>(values);
                Collections.shuffle(some, random);
                yield new AnyOf(dimension, Set.copyOf(some.subList(0, 1 + random.nextInt(some.size()))));
            }
        };
    }

    private static Instant quarter(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond() / 900 * 900);
    }

    private static String text(Filter filter) {
        return switch (filter) {
            case And(var parts) ->
                parts.stream().map(RandomReports::text).collect(Collectors.joining(" and ", "(", ")"));
            case Or(var parts) -> parts.stream().map(RandomReports::text).collect(Collectors.joining(" or ", "(", ")"));
            case Not(var part) -> "not " + text(part);
            case AnyOf(var dimension, var values) ->
                dimension.text() + ":"
                        + values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(","));
        };
    }

    private static String sql(Filter filter) {
        return switch (filter) {
            case And(var parts) ->
                parts.stream().map(RandomReports::sql).collect(Collectors.joining(" and ", "(", ")"));
            case Or(var parts) -> parts.stream().map(RandomReports::sql).collect(Collectors.joining(" or ", "(", ")"));
            case Not(var part) -> "not " + sql(part);
            case AnyOf(var dimension, var values) ->
                value(dimension, "UTC")
                        + values.stream()
                                .map(value -> "'" + value + "'")
                                .collect(Collectors.joining(", ", " in (", ")"));
        };
    }

    /** The value of a dimension of a row of reporting.clicks as c. */
    private static String value(Dimension dimension, String zone) {
        return switch (dimension) {
            case HOUR -> "extract(epoch from date_trunc('hour', c.occurred_at, '%s'))::bigint::text".formatted(zone);
            case DAY, WEEK, MONTH ->
                "(date_trunc('%1$s', c.occurred_at, '%2$s') at time zone '%2$s')::date::text"
                        .formatted(dimension.text(), zone);
            case HOUR_OF_WEEK ->
                ("((extract(isodow from c.occurred_at at time zone '%1$s') - 1) * 24"
                                + " + extract(hour from c.occurred_at at time zone '%1$s'))::int::text")
                        .formatted(zone);
            case SOURCE -> "c.traffic_source";
            case ASN -> "coalesce(c.asn::text, '')";
            case CURRENCY, SUB1 -> "coalesce(c.%s, '')".formatted(dimension.text());
            default -> "c." + dimension.text();
        };
    }

    /** Keys, clicks, bots, cost and its currencies, visitors. */
    static String naive(Asked asked, Instant from, Instant to) {
        var keys = asked.by().stream()
                .map(dimension -> value(dimension, asked.zone()))
                .collect(Collectors.joining(" || '|' || ", "", asked.by().isEmpty() ? "''" : ""));
        return """
                select %s, count(*), count(*) filter (where verdict = 'bot'), coalesce(sum(cost), 0),
                    count(distinct currency), count(distinct visitor)
                from reporting.clicks as c
                where occurred_at >= '%s' and occurred_at < '%s' and %s
                group by 1
                """.formatted(keys, from, to, asked.where() == null ? "true" : asked.where(true));
    }
}
