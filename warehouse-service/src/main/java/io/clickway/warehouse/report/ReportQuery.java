package io.clickway.warehouse.report;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A checked question: what is asked of every click that is in the range and, for every dimension of {@code where}, has
 * one of its values.
 */
record ReportQuery(
        TimeRange range,
        ZoneId zone,
        List<Dimension> by,
        Map<Dimension, Set<String>> where,
        List<SortKey> sort,
        int limit,
        Format format) {

    /** The one measure there is. */
    static final String CLICKS = "clicks";

    enum Format {
        JSON,
        CSV
    }

    /** A column of the answer by its place, from 0; the measure stands behind the dimensions. */
    record SortKey(int column, boolean isDescending) {}

    ReportQuery {
        by = List.copyOf(by);
        where = Map.copyOf(where);
        sort = List.copyOf(sort);
    }

    /** The rollup answers unless the range cuts a quarter of an hour or a dimension stands in raw clicks only. */
    boolean needsRaw() {
        return !range.isOnQuarters()
                || by.stream().anyMatch(Dimension::isRawOnly)
                || where.keySet().stream().anyMatch(Dimension::isRawOnly);
    }
}
