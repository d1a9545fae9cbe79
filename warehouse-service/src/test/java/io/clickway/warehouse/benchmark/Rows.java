package io.clickway.warehouse.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Measures by their dimensions, to compare a report with SQL over the clicks, row by row. */
record Rows(Map<List<String>, List<BigDecimal>> byKey, boolean isCut, BigDecimal beyond) {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    static Rows of(JsonNode answer, int measures) {
        var rows = new HashMap<List<String>, List<BigDecimal>>();
        for (var row : answer.get("rows")) {
            var key = new ArrayList<String>();
            var figures = new ArrayList<BigDecimal>();
            for (int i = 0; i < row.size(); i++) {
                if (i < row.size() - measures) {
                    key.add(label(row.get(i).asText()));
                } else {
                    figures.add(
                            row.get(i).isNull() ? BigDecimal.ZERO : row.get(i).decimalValue());
                }
            }
            rows.put(key, figures);
        }
        return new Rows(
                rows,
                answer.path("truncated").asBoolean(),
                new BigDecimal(answer.path("others").path("clicks").asText("0")));
    }

    static Rows of(Connection connection, String sql, int measures) throws SQLException {
        var rows = new HashMap<List<String>, List<BigDecimal>>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                var key = new ArrayList<String>();
                var figures = new ArrayList<BigDecimal>();
                for (int i = 1; i <= columns; i++) {
                    if (i <= columns - measures) {
                        key.add(label(found.getString(i)));
                    } else {
                        figures.add(found.getBigDecimal(i));
                    }
                }
                rows.put(key, figures);
            }
        }
        return new Rows(rows, false, BigDecimal.ZERO);
    }

    /** Moments as moments, whatever their offset. */
    private static String label(String text) {
        return TIME.matcher(text).matches()
                ? OffsetDateTime.parse(text).toInstant().toString()
                : text;
    }

    /**
     * Fails unless these rows are those, but for what the limit has cut off.
     *
     * @param tolerance by how much a measure may differ, as a fraction
     * @return the greatest difference found, as a fraction
     */
    double mustEqual(String what, Rows truth, double tolerance) {
        double greatest = 0;
        var sum = beyond;
        for (var row : byKey.entrySet()) {
            var expected = truth.byKey().get(row.getKey());
            if (expected == null) {
                throw new IllegalStateException(what + ": a group " + row.getKey() + " that no click has");
            }
            sum = sum.add(row.getValue().getFirst());
            for (int i = 0; i < expected.size(); i++) {
                double wanted = expected.get(i).doubleValue();
                double off = Math.abs(row.getValue().get(i).doubleValue() - wanted) / Math.max(1e-9, Math.abs(wanted));
                greatest =
                        Math.max(greatest, wanted == 0 ? row.getValue().get(i).doubleValue() : off);
                if (greatest > tolerance + 1e-9) {
                    throw new IllegalStateException(
                            what + ": " + row + " in the report, " + expected + " counted from the clicks");
                }
            }
        }
        if (!isCut && byKey.size() != truth.byKey().size()) {
            throw new IllegalStateException(what + ": " + byKey.size() + " groups in the report, "
                    + truth.byKey().size() + " in the clicks");
        }
        var all = truth.byKey().values().stream().map(List::getFirst).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (isCut && sum.compareTo(all) != 0) {
            throw new IllegalStateException(what + ": rows and others sum up to " + sum + " instead of " + all);
        }
        return greatest;
    }
}
