package io.clickway.warehouse.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thing that media buyers ask, as a report and as the SQL that one would write over the clicks themselves.
 *
 * @param name for the table of results
 * @param report parameters of {@code GET /api/report}
 * @param sql the same rows from {@code CLICKS}, which stands for the relation: the dimensions' columns as texts, then the
 *     measures
 * @param tolerance by how much a measure may differ, as a fraction: sketches of visitors
 */
record Question(String name, Map<String, String> report, String sql, double tolerance) {

    String path() {
        return "/api/report?"
                + report.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    String sql(String relation) {
        return sql.replace("CLICKS", relation);
    }

    /** Which source answered. */
    static String source(JsonNode answer) {
        var source = answer.path("source").asText("?");
        return answer.hasNonNull("cube") ? source + " " + answer.get("cube").asText() : source;
    }

    static String day(LocalDate day) {
        return day + "T00:00:00Z";
    }
}
