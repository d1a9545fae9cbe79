package io.clickway.warehouse.rollup;

import io.clickway.warehouse.rollup.Cube.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * SQL of the cubes. Whoever reads a cube reads {@link #relation}: its table and what waits in {@code rollup_deltas}, in one
 * statement and so in one snapshot, or a fold in between would make clicks vanish or count twice.
 */
public final class CubeSql {

    /** In {@code rollup_deltas.cube}, of {@code clicks_1m}; the view {@code clicks_per_minute} reads both. */
    static final int MINUTES = 11;

    private static final List<Column> SMALL = List.of(Column.DEVICE, Column.SUB_NO);

    private CubeSql() {}

    /**
     * A subselect in parentheses, without an alias: the {@link #keys} and {@link #measures} of the cube. A key may stand in several rows, so sum up what you read. Conditions on its columns from outside reach
     * the table's index.
     */
    public static String relation(Cube cube, Span span) {
        return """
                (
                    select %s
                    from %s
                    union all
                    select %s
                    from rollup_deltas
                    where cube = %d
                )""".formatted(
                Stream.concat(keys(cube).stream(), measures(cube).stream()).collect(Collectors.joining(", ")),
                cube.table(span),
                Stream.concat(
                                Stream.of(deltaBucket(cube, span)),
                                Stream.concat(deltaKeys(cube).stream().skip(1), deltaMeasures(cube).stream()))
                        .collect(Collectors.joining(", ")),
                cube.number());
    }

    /** A subselect in parentheses, without an alias: what waits for the cube, under the names of its columns. */
    public static String deltas(Cube cube) {
        return "(select %s, %s from rollup_deltas where cube = %d)"
                .formatted(
                        deltaColumns(cube, cube.counted().finest()),
                        String.join(", ", deltaMeasures(cube)),
                        cube.number());
    }

    /** A cell's key in {@code rollup_deltas} under the names of the cube's columns. */
    static String deltaColumns(Cube cube, Span span) {
        var keys = keys(cube);
        var deltaKeys = new ArrayList<>(deltaKeys(cube));
        deltaKeys.set(0, deltaBucket(cube, span));
        return IntStream.range(0, keys.size())
                .mapToObj(i -> deltaKeys.get(i) + (deltaKeys.get(i).equals(keys.get(i)) ? "" : " as " + keys.get(i)))
                .collect(Collectors.joining(", "));
    }

    private static String deltaBucket(Cube cube, Span span) {
        return span == cube.counted().finest() ? "bucket_at" : span.floor("bucket_at");
    }

    /** The names of a cell's key, as in its table: the bucket first. */
    public static List<String> keys(Cube cube) {
        return Stream.concat(common(cube), cube.columns().stream().map(Column::sql))
                .toList();
    }

    private static Stream<String> common(Cube cube) {
        return cube.isSplit()
                ? Stream.of("bucket_at", "workspace_id", "verdict", "region")
                : Stream.of("bucket_at", "workspace_id");
    }

    /** The same of a row of {@code rollup_deltas}. */
    static List<String> deltaKeys(Cube cube) {
        return Stream.concat(
                        common(cube),
                        cube.columns().stream()
                                .map(column -> deltaKey(cube.counted().columns(), column)))
                .toList();
    }

    /** Numbers and texts are numbered apart, in the order of the cube that is counted. */
    private static String deltaKey(List<Column> counted, Column column) {
        long place = counted.subList(0, counted.indexOf(column)).stream()
                        .filter(before -> before.isNumber() == column.isNumber())
                        .count()
                + 1;
        return (column.isNumber() ? "key" : "text") + place + (SMALL.contains(column) ? "::smallint" : "");
    }

    /** The names of its measures. */
    public static List<String> measures(Cube cube) {
        return switch (cube.measure()) {
            case CLICKS -> cube.isSplit() ? List.of("clicks") : List.of("clicks", "bots");
            case COST -> List.of("clicks", "cost_micros");
            case VISITORS -> List.of("visitors");
        };
    }

    /** The same of a row of {@code rollup_deltas}, under these names. */
    private static List<String> deltaMeasures(Cube cube) {
        return measures(cube).stream()
                .map(measure -> ofDelta(measure).equals(measure) ? measure : ofDelta(measure) + " as " + measure)
                .toList();
    }

    /** Deltas are all split by verdict. */
    private static String ofDelta(String measure) {
        return measure.equals("bots") ? "case when verdict = 2 then clicks else 0 end" : measure;
    }

    /** Sums of the measures over several cells, under the names of the measures. */
    static List<String> sums(Cube cube) {
        return measures(cube).stream().map(measure -> sum(measure, measure)).toList();
    }

    /** The same over several rows of {@code rollup_deltas}. */
    static List<String> deltaSums(Cube cube) {
        return measures(cube).stream()
                .map(measure -> sum(ofDelta(measure), measure))
                .toList();
    }

    private static String sum(String each, String name) {
        return (name.equals("visitors") ? "hll_union_agg(%s)" : "sum(%s)::bigint").formatted(each) + " as " + name;
    }

    /** {@code 1, 2, 3}: to group by the first columns. */
    static String numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }
}
