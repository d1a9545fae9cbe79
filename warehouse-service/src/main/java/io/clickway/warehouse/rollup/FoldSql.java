package io.clickway.warehouse.rollup;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of a fold: of all that waits, or of some pages; then their first parameters are the first page and the page
 * beyond. A condition on the cube lets an index find the deltas where most pages are empty.
 */
final class FoldSql {

    private static final String OF_PAGES = "and ctid >= ?::tid and ctid < ?::tid";

    /** Parameters: how many, and one more. */
    static final String IS_MORE = """
            select count(*) > ?
            from (
                select cube
                from rollup_deltas
                order by cube
                limit ?) as first_deltas
            """;

    private FoldSql() {}

    /**
     * Adds a cube's deltas to all of its spans, coarse ones from fine ones. Further parameters: months without quarters,
     * months without hours (timestamptz[]), as far as the cube has those spans.
     */
    static String add(Cube cube, boolean isWhole) {
        var keys = String.join(", ", CubeSql.keys(cube));
        var sql = new StringBuilder("""
                with "%s" as materialized (
                    select %s, %s
                    from rollup_deltas
                    where cube = %d %s
                    group by %s)""".formatted(
                        cube.finest().suffix(),
                        CubeSql.deltaColumns(cube, cube.finest()),
                        String.join(", ", CubeSql.deltaSums(cube)),
                        cube.number(),
                        pages(isWhole),
                        CubeSql.numbers(CubeSql.keys(cube).size())));
        var finer = cube.finest();
        for (var span : cube.spans()) {
            if (span != cube.finest()) {
                sql.append(",\n\"%s\" as materialized (%s)".formatted(span.suffix(), coarser(cube, finer, span)));
            }
            finer = span;
        }
        for (var span : cube.spans()) {
            sql.append(",\n\"add %s\" as (%s)".formatted(span.suffix(), upsert(cube, span, keys)));
        }
        return sql.append("\nselect").toString();
    }

    private static String coarser(Cube cube, Span finer, Span span) {
        var keys = CubeSql.keys(cube);
        return """

                    select %s as bucket_at, %s, %s
                    from "%s"
                    group by %s""".formatted(
                        span.floor("bucket_at"),
                        String.join(", ", keys.subList(1, keys.size())),
                        String.join(", ", CubeSql.sums(cube)),
                        finer.suffix(),
                        CubeSql.numbers(keys.size()));
    }

    /** In the order of the primary key, which is also how the rows then lie. */
    private static String upsert(Cube cube, Span span, String keys) {
        var primary = Stream.of(
                        Stream.of("workspace_id", "bucket_at"),
                        cube.columns().stream().map(Cube.Column::sql),
                        cube.isSplit() ? Stream.of("verdict", "region") : Stream.<String>empty())
                .flatMap(each -> each)
                .collect(Collectors.joining(", "));
        var measures = CubeSql.measures(cube);
        return """

                    insert into %s as base (%s, %s)
                    select %s, %s
                    from "%s"
                    %s
                    order by %s
                    on conflict (%s) do update
                    set %s""".formatted(
                        cube.table(span),
                        keys,
                        String.join(", ", measures),
                        keys,
                        String.join(", ", measures),
                        span.suffix(),
                        span.isFine() ? "where date_trunc('month', bucket_at, 'UTC') <> all (?)" : "",
                        primary,
                        primary,
                        measures.stream()
                                .map(measure -> measure.equals("visitors")
                                        ? "visitors = hll_union(base.visitors, excluded.visitors)"
                                        : "%1$s = base.%1$s + excluded.%1$s".formatted(measure))
                                .collect(Collectors.joining(", ")));
    }

    /** The same for the minutes of the start page. */
    static String addMinutes(boolean isWhole) {
        return """
                insert into clicks_1m as base (minute_at, region, clicks)
                select bucket_at, region, sum(clicks)::bigint
                from rollup_deltas
                where cube = %d %s
                group by 1, 2
                order by 1, 2
                on conflict (minute_at, region) do update
                set clicks = base.clicks + excluded.clicks
                """.formatted(CubeSql.MINUTES, pages(isWhole));
    }

    static String days(boolean isWhole) {
        return """
                select distinct (bucket_at at time zone 'UTC')::date
                from rollup_deltas
                where cube > 0 %s
                """.formatted(pages(isWhole));
    }

    /** What this transaction's snapshot shows and nothing else. */
    static String forget(boolean isWhole) {
        return """
                delete from rollup_deltas
                where cube > 0 %s
                """.formatted(pages(isWhole));
    }

    private static String pages(boolean isWhole) {
        return isWhole ? "" : OF_PAGES;
    }

    static final String TOUCH_DAYS = """
            insert into rollup_days as d (day, changed_at)
            select *, clock_timestamp()
            from unnest(?::date[])
            on conflict (day) do update
            set changed_at = excluded.changed_at
            """;

    static final String TELL = """
            update rollup_fold
            set
                folded_at = clock_timestamp(),
                deltas = ?,
                lasted_millis = ?
            """;
}
