package io.clickway.warehouse.datapath;

import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import java.util.ArrayList;

/** Counts stored rows into the cubes by SQL, for tests that put rows into {@code clicks} themselves. */
public final class CubeFill {

    private CubeFill() {}

    /** Adds the counts of the rows that a condition on {@code clicks_whole as click} names to what waits for the cubes. */
    public static String sql(Cube cube, String where) {
        var numbers = new ArrayList<String>();
        var texts = new ArrayList<String>();
        for (var column : cube.columns()) {
            var value = "click." + column.sql();
            if (column.isNumber()) {
                numbers.add("coalesce(" + value + ", 0)");
            } else {
                texts.add("coalesce(" + value + ", '')");
            }
        }
        while (numbers.size() < 4) {
            numbers.add("0");
        }
        while (texts.size() < 2) {
            texts.add("''");
        }
        return """
                insert into rollup_deltas (bucket_at, cube, workspace_id, verdict, region, key1, key2, key3, key4,
                    text1, text2, clicks, cost_micros, visitors)
                select date_bin('%s', click.occurred_at, timestamptz '2000-01-01 00:00:00+00'), %d, click.workspace_id,
                    click.verdict, source.region, %s, %s, count(*), %s, %s
                from clicks_whole as click
                join ledger_all as source using (source_no)
                where %s
                group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
                """.formatted(
                        cube.measure() == Measure.VISITORS ? "1 hour" : "15 minutes",
                        cube.number(),
                        String.join(", ", numbers),
                        String.join(", ", texts),
                        cube.measure() == Measure.COST ? "sum((click.cost * 1000000)::bigint)" : "null",
                        cube.measure() == Measure.VISITORS
                                ? "hll_add_agg(click.visitor::hll_hashval, sketch_log2m(), 5, -1, 1)"
                                : "null",
                        cube.measure() == Measure.COST ? "(" + where + ") and click.currency is not null" : where);
    }
}
