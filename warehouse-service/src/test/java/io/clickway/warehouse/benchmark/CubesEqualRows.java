package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.rollup.CubeSql;
import io.clickway.warehouse.rollup.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether cubes count the rows, cell by cell in their finest span, base and deltas together: all days of a small table, three
 * days of a large one, and the sum of all. Placements, of which only some are counted one by one, and sketches are left to the
 * product's own nightly check and to the reports' comparison.
 */
final class CubesEqualRows {

    private static final int DAYS = 3;

    private CubesEqualRows() {}

    static void check(Centre centre) {
        var total = CubeSql.relation(Cube.TOTAL, Span.QUARTER);
        Books.equal(
                "clicks in the cubes",
                centre.number("select count(*) from clicks"),
                centre.number("select coalesce(sum(clicks), 0) from " + total + " as cells"));
        var days = centre.texts(
                "select distinct " + Span.DAY.floor("bucket_at") + " from " + total + " as cells order by 1");
        for (var day : some(days)) {
            for (var cube : Cube.values()) {
                if (cube.measure() != Measure.VISITORS && cube != Cube.PLACEMENT) {
                    var differences = centre.texts(differences(cube, day));
                    if (!differences.isEmpty()) {
                        throw new IllegalStateException(cube + " differs from the rows of " + day + ": " + differences);
                    }
                }
            }
        }
    }

    /** First, last, and what lies evenly between. */
    private static List<String> some(List<String> days) {
        if (days.size() <= DAYS) {
            return days;
        }
        return List.of(days.getFirst(), days.get(days.size() / 2), days.getLast());
    }

    private static String differences(Cube cube, String day) {
        var keys = CubeSql.keys(cube);
        var counted = new ArrayList<>(List.of("verdict", "region", "cost"));
        cube.columns()
                .forEach(column -> counted.add(
                        "coalesce(" + column.sql() + ", " + (column.isNumber() ? "0" : "''") + ") as " + column.sql()));
        boolean isCost = cube.measure() == Measure.COST;
        return """
                with told as (
                    select %1$s, sum(clicks) as clicks, %2$s as other
                    from %3$s as cells
                    where bucket_at >= '%4$s' and bucket_at < timestamptz '%4$s' + interval '1 day'
                    group by %1$s),
                rows as (
                    select %5$s as bucket_at, workspace_id, %6$s
                    from clicks_whole join ledger_all using (source_no)
                    where occurred_at >= '%4$s' and occurred_at < timestamptz '%4$s' + interval '1 day' and %7$s),
                counted as (
                    select %1$s, count(*)::numeric as clicks, %8$s as other
                    from rows
                    group by %1$s)
                (select 'counted', * from counted except all select 'counted', * from told)
                union all
                (select 'told', * from told except all select 'told', * from counted)
                limit 3
                """.formatted(
                        String.join(", ", keys),
                        isCost ? "sum(cost_micros)" : cube.isSplit() ? "0::numeric" : "sum(bots)",
                        CubeSql.relation(cube, cube.finest()),
                        day,
                        cube.finest().floor("occurred_at"),
                        String.join(", ", counted),
                        isCost ? "currency is not null" : "true",
                        isCost
                                ? "sum(round(cost * 1000000))"
                                : cube.isSplit() ? "0::numeric" : "sum((verdict = 2)::int)::numeric");
    }
}
