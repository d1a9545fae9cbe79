package io.clickway.warehouse.http;

import java.util.List;
import java.util.function.Function;

/** Part of a list: {@code total} counts all of it, {@code offset} + the size of {@code items} is where the next page begins. */
public record Page<T>(List<T> items, long total, int limit, int offset) {

    public Page {
        items = List.copyOf(items);
    }

    public static <E, T> Page<T> of(List<E> found, long total, Paging paging, Function<E, T> view) {
        return new Page<>(found.stream().map(view).toList(), total, paging.limit(), paging.offset());
    }
}
