package io.clickway.warehouse.report;

import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.ReportQuery.Format;
import io.clickway.warehouse.report.ReportQuery.SortKey;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a report's query string. Everything it does not understand is refused, saying what there is instead. */
final class ReportQueryParser {

    static final int DEFAULT_LIMIT = 10_000;
    static final int MAX_LIMIT = 100_000;
    /** Clicks as a key of the order, asked for or not. */
    static final int MOST_CLICKS = -1;

    private static final List<String> PARAMETERS =
            List.of("from", "to", "tz", "by", "measures", "where", "sort", "limit", "format");
    private static final Set<String> ZONES = zones();

    private final Map<String, List<String>> parameters;

    private ReportQueryParser(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** @param otherwise the format when the query names none */
    static ReportQuery parse(Map<String, List<String>> parameters, Format otherwise) {
        return new ReportQueryParser(parameters).parse(otherwise);
    }

    private ReportQuery parse(Format otherwise) {
        for (var name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw ProblemException.invalid(name, "is unknown; known are " + String.join(", ", PARAMETERS));
            }
        }
        var zone = zone(single("tz"));
        var by = by();
        var range = TimeRange.parse(single("from"), single("to"), zone);
        var measures = measures(range);
        return new ReportQuery(
                range,
                zone,
                by,
                measures,
                FilterParser.parse(parameters.getOrDefault("where", List.of())),
                sort(by, measures),
                Paging.number("limit", single("limit"), DEFAULT_LIMIT, 1, MAX_LIMIT),
                format(single("format"), otherwise));
    }

    private static ZoneId zone(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return ZoneId.of("UTC");
        }
        if (!ZONES.contains(name)) {
            throw ProblemException.invalid(
                    "tz", "has no '" + name + "'; possible are IANA zones such as UTC, Europe/Kyiv, Asia/Kathmandu");
        }
        return ZoneId.of(name);
    }

    private List<Dimension> by() {
        var by = new ArrayList<Dimension>();
        for (var name : list("by")) {
            var dimension = dimension("by", name);
            if (by.contains(dimension)) {
                throw ProblemException.invalid("by", "names " + name + " twice");
            }
            by.add(dimension);
        }
        return by;
    }

    private List<Measure> measures(TimeRange range) {
        var measures = new ArrayList<Measure>();
        for (var name : list("measures")) {
            var measure = Measure.byText(name)
                    .orElseThrow(() -> ProblemException.invalid(
                            "measures", "has no '" + name + "'; possible are " + Measure.all()));
            if (measures.contains(measure)) {
                throw ProblemException.invalid("measures", "names " + name + " twice");
            }
            measures.add(measure);
        }
        if (measures.contains(Measure.CHANGE) && !range.isClosed()) {
            throw ProblemException.invalid("measures", "has change, which needs both from and to");
        }
        return measures.isEmpty() ? List.of(Measure.CLICKS) : measures;
    }

    /** What the caller names first, then times ascending, clicks descending, and the rest for a stable order. */
    private List<SortKey> sort(List<Dimension> by, List<Measure> measures) {
        var columns = new ArrayList<>(by.stream().map(Dimension::text).toList());
        measures.forEach(measure -> columns.add(measure.text()));
        var keys = new ArrayList<SortKey>();
        for (var text : list("sort")) {
            boolean isDescending = text.startsWith("-");
            int column = columns.indexOf(isDescending ? text.substring(1) : text);
            if (column < 0) {
                throw ProblemException.invalid(
                        "sort",
                        "has no column '" + text + "'; possible are " + String.join(", ", columns)
                                + ", each with - in front for descending");
            }
            keys.add(new SortKey(column, isDescending));
        }
        for (int i = 0; i < by.size(); i++) {
            if (by.get(i).isTime()) {
                keys.add(new SortKey(i, false));
            }
        }
        keys.add(new SortKey(MOST_CLICKS, true));
        for (int i = 0; i < by.size(); i++) {
            keys.add(new SortKey(i, false));
        }
        return keys;
    }

    private static Format format(@Nullable String name, Format otherwise) {
        if (name == null) {
            return otherwise;
        }
        return switch (name) {
            case "json" -> Format.JSON;
            case "csv" -> Format.CSV;
            case "ndjson" -> Format.NDJSON;
            default ->
                throw ProblemException.invalid("format", "has no '" + name + "'; possible are json, csv, ndjson");
        };
    }

    private static Dimension dimension(String field, String name) {
        return Dimension.byText(name)
                .orElseThrow(() -> ProblemException.invalid(
                        field, "has no dimension '" + name + "'; possible are " + Dimension.all()));
    }

    private List<String> list(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private @Nullable String single(String name) {
        var values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ProblemException.invalid(name, "stands twice");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Zones that Java and Postgres both know: Java's own old names for fixed offsets are not among Postgres's. */
    private static Set<String> zones() {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(name -> !name.startsWith("SystemV/"))
                .collect(Collectors.toUnmodifiableSet());
    }
}
