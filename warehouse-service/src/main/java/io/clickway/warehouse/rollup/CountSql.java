package io.clickway.warehouse.rollup;

import io.clickway.warehouse.rollup.Cube.Column;
import io.clickway.warehouse.rollup.Cube.Measure;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** SQL that makes a cube's cells anew from the clicks themselves. */
final class CountSql {

    private CountSql() {}

    /** What a placement is was decided when the click was stored, so rows alone can't tell. */
    static boolean counts(Cube cube) {
        return cube != Cube.PLACEMENT;
    }

    /**
     * A subselect in parentheses with the columns of {@link CubeSql#relation}, and {@code clicks} in any case; a cube of
     * visitors tells {@code exact}, too, when asked. Parameters: first moment and the moment beyond the last.
     */
    static String relation(Cube cube, Span span, boolean isExact) {
        var keys = new ArrayList<String>();
        keys.add(span.floor("c.occurred_at") + " as bucket_at");
        keys.add("c.workspace_id");
        if (cube.isSplit()) {
            keys.add("c.verdict");
            keys.add("l.region");
        }
        for (var column : cube.columns()) {
            keys.add(column(column) + " as " + column.sql());
        }
        return """
                (
                    select %s, count(*) as clicks%s%s
                    from clicks_whole c
                        join ledger_all l using (source_no)
                    where c.occurred_at >= ?
                      and c.occurred_at < ?
                      %s
                    group by %s
                )""".formatted(
                        String.join(", ", keys),
                        measure(cube),
                        isExact && cube.measure() == Measure.VISITORS ? ", count(distinct c.visitor) as exact" : "",
                        cube.measure() == Measure.COST ? "and c.currency is not null" : "",
                        CubeSql.numbers(keys.size()));
    }

    /** Adds the counted cells to the deltas, from where the next fold takes them. The same parameters. */
    static String addToDeltas(Cube cube) {
        var numbers = cube.columns().stream()
                .filter(Column::isNumber)
                .map(Column::sql)
                .collect(Collectors.toCollection(ArrayList::new));
        var texts = cube.columns().stream()
                .filter(column -> !column.isNumber())
                .map(Column::sql)
                .collect(Collectors.toCollection(ArrayList::new));
        while (numbers.size() < 4) {
            numbers.add("0");
        }
        while (texts.size() < 2) {
            texts.add("''");
        }
        return """
                insert into rollup_deltas (
                    bucket_at, clicks, cost_micros, workspace_id, key1, key2, key3, key4, cube, verdict, region, text1, text2,
                    visitors)
                select bucket_at, clicks, %s, workspace_id, %s, %d, verdict, region, %s, %s
                from %s as counted
                """.formatted(
                        cube.measure() == Measure.COST ? "cost_micros" : "null",
                        String.join(", ", numbers),
                        cube.number(),
                        String.join(", ", texts),
                        cube.measure() == Measure.VISITORS ? "visitors" : "null",
                        relation(cube, cube.finest(), false));
    }

    private static String measure(Cube cube) {
        return switch (cube.measure()) {
            case CLICKS -> cube.isSplit() ? "" : ", count(*) filter (where c.verdict = 2) as bots";
            case COST -> ", sum(round(c.cost * 1000000))::bigint as cost_micros";
            case VISITORS -> ", hll_add_agg(c.visitor::hll_hashval, " + Sketch.SQL_PARAMETERS + ") as visitors";
        };
    }

    private static String column(Column column) {
        return switch (column) {
            case CAMPAIGN, LINK, DEVICE, COUNTRY, OS, BROWSER, CURRENCY -> "c." + column.sql();
            case TRAFFIC_SOURCE, RULE, OFFER, LANDER -> "coalesce(c." + column.sql() + ", 0)";
            case SUB_NO, PLACEMENT -> throw new IllegalArgumentException(column + " is not a column of clicks");
        };
    }
}
