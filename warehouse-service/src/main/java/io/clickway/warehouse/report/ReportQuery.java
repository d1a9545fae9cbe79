package io.clickway.warehouse.report;

import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A checked question. */
record ReportQuery(
        TimeRange range,
        ZoneId zone,
        List<Dimension> by,
        List<Measure> measures,
        Filter where,
        List<SortKey> sort,
        int limit,
        Format format) {

    enum Format {
        JSON,
        CSV,
        NDJSON
    }

    /** A column of the answer by its place, from 0; measures stand behind the dimensions. */
    record SortKey(int column, boolean isDescending) {}

    ReportQuery {
        by = List.copyOf(by);
        measures = List.copyOf(measures);
        sort = List.copyOf(sort);
    }

    List<String> columns() {
        return Stream.concat(by.stream().map(Dimension::text), measures.stream().map(Measure::text))
                .toList();
    }

    List<Dimension> times() {
        return by.stream().filter(Dimension::isTime).toList();
    }

    /** What must be known of a click beside its time. */
    Set<Dimension> dimensions() {
        var dimensions = EnumSet.noneOf(Dimension.class);
        by.stream().filter(dimension -> !dimension.isTime()).forEach(dimensions::add);
        dimensions.addAll(where.dimensions());
        return dimensions;
    }

    boolean asks(Measure measure) {
        return measures.contains(measure);
    }

    boolean asksForVisitors() {
        return asks(Measure.VISITORS) || asks(Measure.VISITORS_EXACT);
    }
}
