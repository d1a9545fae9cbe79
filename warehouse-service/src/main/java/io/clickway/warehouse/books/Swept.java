package io.clickway.warehouse.books;

import java.util.List;

/**
 * What came of a sweep, which ends at its limit or after eight seconds: how many things were tried, of these settled and kept,
 * how many events that were, where to go on ({@code after}) and how many things of the selection lie behind that.
 * {@code troubles} are the first twenty that were kept.
 */
public record Swept(
        int tried, int settled, int kept, long events, long after, long remaining, List<Settlement> troubles) {}
