package io.clickway.warehouse.report;

import io.clickway.warehouse.rollup.Cube;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the values of a dimension stand in a relation that is aliased {@code click}: a cube or {@code clicks_whole}.
 *
 * @param currency SQL of the currency, which cubes of clicks don't have
 */
record CellColumns(boolean isRaw, String currency) {

    static CellColumns raw() {
        return new CellColumns(true, "coalesce(click.currency, '')");
    }

    static CellColumns of(Cube cube) {
        return new CellColumns(false, cube.measure() == Cube.Measure.COST ? "click.currency" : "''::text");
    }

    CellColumns withoutCurrency() {
        return new CellColumns(isRaw, "''::text");
    }

    /** When a click or a cell happened. */
    String time() {
        return isRaw ? "click.occurred_at" : "click.bucket_at";
    }

    /** The value: an id, a number, or a text that is never null; the number of an operator is null when not known. */
    String key(Dimension dimension) {
        if (dimension == Dimension.CURRENCY) {
            return currency;
        }
        if (!isRaw) {
            return "click." + dimension.column();
        }
        if (dimension.isOfSource()) {
            return "source." + dimension.column();
        }
        return switch (dimension.kind()) {
            case NAMED -> "coalesce(click.%s, 0)".formatted(dimension.column());
            case TEXT -> "coalesce(click.%s, '')".formatted(dimension.column());
            case WORD, NUMBER, TIME -> "click." + dimension.column();
        };
    }

    /** A condition on it. */
    SqlText condition(Filter filter) {
        return switch (filter) {
            case Filter.And(var parts) when parts.isEmpty() -> SqlText.of("true");
            case Filter.Or(var parts) when parts.isEmpty() -> SqlText.of("false");
            case Filter.And(var parts) ->
                SqlText.of("(")
                        .add(SqlText.join(
                                " and ", parts.stream().map(this::condition).toList()))
                        .add(")");
            case Filter.Or(var parts) ->
                SqlText.of("(")
                        .add(SqlText.join(
                                " or ", parts.stream().map(this::condition).toList()))
                        .add(")");
            case Filter.Not(var part) -> SqlText.of("not ").add(condition(part));
            case Filter.AnyOf anyOf -> anyOf(anyOf);
        };
    }

    private SqlText anyOf(Filter.AnyOf filter) {
        var dimension = filter.dimension();
        var key = key(dimension);
        // In order, so that equal questions are equal statements.
        var values = filter.values().stream().sorted().toList();
        return switch (dimension.kind()) {
            case NAMED -> named(key, dimension.names(), values.toArray(String[]::new));
            case WORD ->
                SqlText.of("(" + key + " = any (?::smallint[]))", (Object)
                        values.stream().map(dimension.words()::indexOf).toArray(Integer[]::new));
            case TEXT -> SqlText.of("(" + key + " = any (?::text[]))", (Object) values.toArray(String[]::new));
            case NUMBER ->
                SqlText.of("(coalesce(" + key + ", 0) = any (?::bigint[]))", (Object) values.stream()
                        .map(value -> value.isEmpty() ? 0L : Long.parseLong(value))
                        .toArray(Long[]::new));
            case TIME -> throw new IllegalArgumentException(dimension + " is no condition");
        };
    }

    /** The ids are looked up once. What has no name has the empty one. */
    private static SqlText named(String key, Optional<Dimension.Names> of, String[] values) {
        var names = of.orElseThrow();
        var condition = SqlText.of(
                "(%s = any (array(select %s from %s where %s = any (?::text[])))"
                        .formatted(key, names.id(), names.table(), names.name()),
                (Object) values);
        for (var value : values) {
            if (value.isEmpty()) {
                condition.add(" or %s <> all (array(select %s from %s))".formatted(key, names.id(), names.table()));
            }
        }
        return condition.add(")");
    }

    /** What the words of a dimension are in the answer. */
    static String word(String key, Dimension dimension) {
        return dimension.words().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(", ", "(array[", "])[" + key + " + 1]"));
    }
}
