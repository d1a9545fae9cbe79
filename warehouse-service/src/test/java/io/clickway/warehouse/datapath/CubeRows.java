package io.clickway.warehouse.datapath;

import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.rollup.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares each cube, base and deltas together, with a count of the rows, by SQL that shares nothing with the warehouse's. */
public final class CubeRows {

    /**
     * Values may be counted together under an empty placement: so sums must be equal, and no value may be counted more often
     * than it stands in rows.
     */
    private static final String PLACEMENTS = """
            with cells as (
                select bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, placement, clicks
                from clicks_by_placement_1d
                union all
                select date_trunc('day', bucket_at, 'UTC'), workspace_id, verdict, region, key1, key2, key3, text1, clicks
                from rollup_deltas
                where cube = 8),
            told as (
                select
                    bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, placement,
                    sum(clicks) as clicks
                from cells
                group by 1, 2, 3, 4, 5, 6, 7, 8),
            counted as (
                select
                    date_trunc('day', c.occurred_at, 'UTC') as bucket_at,
                    c.workspace_id,
                    c.verdict,
                    l.region,
                    c.campaign_id,
                    coalesce(c.traffic_source_id, 0) as traffic_source_id,
                    sub_no,
                    placement,
                    count(*) as clicks
                from clicks_whole c
                    join ledger_all l using (source_no)
                    cross join lateral unnest(array[c.sub1, c.sub2, c.sub3, c.sub4, c.sub5, c.sub6, c.sub7, c.sub8, c.sub9, c.sub10])
                        with ordinality as subs (placement, sub_no)
                where placement <> ''
                group by 1, 2, 3, 4, 5, 6, 7, 8)
            select 'sums', *
            from (
                select bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, sum(clicks) as clicks
                from told
                group by 1, 2, 3, 4, 5, 6, 7) as t
                full join (
                    select bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, sum(clicks) as clicks
                    from counted
                    group by 1, 2, 3, 4, 5, 6, 7) as c
                    using (bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no)
            where t.clicks is distinct from c.clicks
            union all
            select 'too many', bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, t.clicks, c.clicks
            from told t
                left join counted c
                    using (bucket_at, workspace_id, verdict, region, campaign_id, traffic_source_id, sub_no, placement)
            where placement <> ''
              and t.clicks > coalesce(c.clicks, 0)
            """;

    private CubeRows() {}

    /** Cells that differ, either way, each with the table that it should lie in. */
    public static List<String> differences(Centre centre) {
        var differences = new ArrayList<String>();
        for (var cube : Cube.values()) {
            for (var span : cube.spans()) {
                centre.texts(cube == Cube.PLACEMENT ? PLACEMENTS : differences(cube, span))
                        .forEach(cell -> differences.add(cube.table(span) + ": " + cell));
            }
        }
        return differences;
    }

    /** Empties all cubes. */
    public static void forget(Centre centre) {
        centre.run("truncate rollup_deltas, rollup_days, clicks_1m, "
                + Stream.of(Cube.values())
                        .flatMap(cube -> cube.spans().stream().map(cube::table))
                        .collect(Collectors.joining(", ")));
    }

    private static String differences(Cube cube, Span span) {
        return """
                with cells as (
                    select %1$s, %2$s
                    from %3$s
                    union all
                    select %4$s, %11$s
                    from rollup_deltas
                    where cube = %5$d),
                told as (
                    select %1$s, %6$s
                    from cells
                    group by %1$s),
                counted as (
                    select %7$s, %8$s
                    from clicks_whole c
                        join ledger_all l using (source_no)
                    where %9$s
                    group by %10$s)
                (select 'counted', * from counted except all select 'counted', * from told)
                union all
                (select 'told', * from told except all select 'told', * from counted)
                """.formatted(
                keys(cube),
                switch (cube.measure()) {
                    case CLICKS -> cube.isSplit() ? "clicks" : "clicks, bots";
                    case COST -> "clicks, cost_micros";
                    case VISITORS -> "visitors";
                },
                cube.table(span),
                deltaKeys(cube, span),
                cube.number(),
                switch (cube.measure()) {
                    case CLICKS -> cube.isSplit() ? "sum(clicks)" : "sum(clicks), sum(bots)";
                    case COST -> "sum(clicks), sum(cost_micros)";
                    case VISITORS -> "#hll_union_agg(visitors)";
                },
                rawKeys(cube, span),
                switch (cube.measure()) {
                    case CLICKS ->
                        cube.isSplit() ? "count(*)::numeric" : "count(*)::numeric, sum((c.verdict = 2)::int)::numeric";
                    case COST -> "count(*)::numeric, sum(round(c.cost * 1000000))";
                    case VISITORS -> "#hll_add_agg(c.visitor::hll_hashval, sketch_log2m(), 5, -1, 1)";
                },
                cube.measure() == Measure.COST ? "c.currency is not null" : "true",
                numbers((cube.isSplit() ? 4 : 2) + cube.columns().size()),
                switch (cube.measure()) {
                    case CLICKS -> cube.isSplit() ? "clicks" : "clicks, case when verdict = 2 then clicks else 0 end";
                    case COST -> "clicks, cost_micros";
                    case VISITORS -> "visitors";
                });
    }

    private static String keys(Cube cube) {
        var keys = common(cube, "bucket_at", "verdict", "region");
        cube.columns().forEach(column -> keys.add(column.sql()));
        return String.join(", ", keys);
    }

    private static String deltaKeys(Cube cube, Span span) {
        var keys = common(cube, cut(span, "bucket_at"), "verdict", "region");
        int number = 0;
        int text = 0;
        var places = new EnumMap<Cube.Column, String>(Cube.Column.class);
        for (var column : cube.counted().columns()) {
            places.put(column, column.isNumber() ? "key" + ++number : "text" + ++text);
        }
        cube.columns().forEach(column -> keys.add(places.get(column)));
        return String.join(", ", keys);
    }

    private static String rawKeys(Cube cube, Span span) {
        var keys = common(cube, cut(span, "c.occurred_at"), "c.verdict", "l.region");
        for (var column : cube.columns()) {
            keys.add("coalesce(c." + column.sql() + ", " + (column.isNumber() ? "0" : "''") + ")");
        }
        return String.join(", ", keys);
    }

    private static List<String> common(Cube cube, String bucket, String verdict, String region) {
        var keys = new ArrayList<>(List.of(bucket, "workspace_id"));
        if (cube.isSplit()) {
            keys.addAll(List.of(verdict, region));
        }
        return keys;
    }

    private static String cut(Span span, String moment) {
        return switch (span) {
            case QUARTER -> "to_timestamp(floor(extract(epoch from " + moment + ") / 900) * 900)";
            case HOUR -> "date_trunc('hour', " + moment + ", 'UTC')";
            case DAY -> "date_trunc('day', " + moment + ", 'UTC')";
            case MONTH -> "date_trunc('month', " + moment + ", 'UTC')";
        };
    }

    private static String numbers(int count) {
        return Stream.iterate(1, i -> i + 1).limit(count).map(String::valueOf).collect(Collectors.joining(", "));
    }
}
