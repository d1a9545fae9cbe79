package io.clickway.warehouse.rollup;

import io.clickway.warehouse.rollup.Cube.Measure;
import java.util.Optional;
import java.util.stream.Collectors;

/** The comparison of one bucket's cells. */
final class DriftSql {

    private DriftSql() {}

    /**
     * Cells compared, cells that differ, and one of these. Parameters: the bucket's first moment and the one beyond its last,
     * twice.
     *
     * @param finer the span whose cells are summed up; rows are counted when there is none
     */
    static String compare(Cube cube, Span span, Optional<Span> finer) {
        var keys = String.join(", ", CubeSql.keys(cube));
        return """
                with told as (
                    select %1$s, %2$s
                    from %3$s as cells
                    where bucket_at >= ?
                      and bucket_at < ?
                    group by %1$s),
                counted as (%4$s),
                compared as (
                    select
                        concat_ws('|', %1$s) as key,
                        %5$s as differs
                    from told
                        full join counted using (%1$s))
                select
                    count(*),
                    count(*) filter (where differs),
                    min(key) filter (where differs)
                from compared
                """.formatted(
                        keys,
                        String.join(", ", CubeSql.sums(cube)),
                        CubeSql.relation(cube, span),
                        finer.map(fine -> sums(cube, span, fine)).orElseGet(() -> rows(cube, span)),
                        differs(cube, finer.isEmpty()));
    }

    private static String rows(Cube cube, Span span) {
        return "select * from " + CountSql.relation(cube, span, true) + " as clicks";
    }

    private static String sums(Cube cube, Span span, Span finer) {
        var keys = CubeSql.keys(cube);
        return """
                select %s as bucket_at, %s, %s
                from %s as cells
                where bucket_at >= ?
                  and bucket_at < ?
                group by %s""".formatted(
                        span.floor("bucket_at"),
                        String.join(", ", keys.subList(1, keys.size())),
                        String.join(", ", CubeSql.sums(cube)),
                        CubeSql.relation(cube, finer),
                        CubeSql.numbers(keys.size()));
    }

    /** Sketches of the same visitors tell the same, whatever the order; and they mustn't be further from the truth than four standard deviations. */
    private static String differs(Cube cube, boolean isFromRows) {
        if (cube.measure() != Measure.VISITORS) {
            return CubeSql.measures(cube).stream()
                    .map(measure -> "told." + measure + " is distinct from counted." + measure)
                    .collect(Collectors.joining(" or "));
        }
        var isFar =
                " or abs(count_visitors(told.visitors) - counted.exact) > 1 + counted.exact * 4 * " + Sketch.SQL_ERROR;
        return "count_visitors(told.visitors) is distinct from count_visitors(counted.visitors)"
                + (isFromRows ? isFar : "");
    }
}
