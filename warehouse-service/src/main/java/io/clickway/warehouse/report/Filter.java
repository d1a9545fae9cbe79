package io.clickway.warehouse.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which clicks are asked for. */
public sealed interface Filter {

    /** All of them hold; no parts: every click. */
    record And(List<Filter> parts) implements Filter {

        public And {
            parts = List.copyOf(parts);
        }
    }

    /** One of them holds at least. */
    record Or(List<Filter> parts) implements Filter {

        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** It doesn't hold. */
    record Not(Filter part) implements Filter {}

    /** The click has one of these values; what it doesn't know is the empty text. */
    record AnyOf(Dimension dimension, Set<String> values) implements Filter {

        public AnyOf {
            values = Set.copyOf(values);
        }
    }

    /** Every click. */
    Filter ALL = new And(List.of());

    /** What must be known of a click. */
    default Set<Dimension> dimensions() {
        return switch (this) {
            case And(var parts) -> dimensions(parts);
            case Or(var parts) -> dimensions(parts);
            case Not(var part) -> part.dimensions();
            case AnyOf(var dimension, var _) -> EnumSet.of(dimension);
        };
    }

    /** Lists of values of which every click has one each, whatever else must hold; none that holds the empty text. */
    default List<AnyOf> anyOf() {
        return switch (this) {
            case And(var parts) ->
                parts.stream().flatMap(part -> part.anyOf().stream()).toList();
            case AnyOf anyOf when !anyOf.values().contains("") -> List.of(anyOf);
            case AnyOf _, Or _, Not _ -> List.of();
        };
    }

    /** @param click its value of each dimension */
    default boolean holds(Function<Dimension, String> click) {
        return switch (this) {
            case And(var parts) -> parts.stream().allMatch(part -> part.holds(click));
            case Or(var parts) -> parts.stream().anyMatch(part -> part.holds(click));
            case Not(var part) -> !part.holds(click);
            case AnyOf(var dimension, var values) -> values.contains(click.apply(dimension));
        };
    }

    private static Set<Dimension> dimensions(List<Filter> parts) {
        return parts.stream()
                .flatMap(part -> part.dimensions().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Dimension.class)));
    }
}
