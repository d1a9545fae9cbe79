package io.clickway.warehouse.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes RFC 4180 CSV, one line of names first. A text that a spreadsheet would run as a formula (it begins with =, +, -,
 * @, tab or return) gets an apostrophe in front: visitors choose such texts. JSON gives them as they are. What can't be told
 * is empty.
 */
final class Csv {

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Csv() {}

    static void write(List<String> columns, List<List<@Nullable Object>> rows, Appendable to) throws IOException {
        to.append(line(columns));
        for (var row : rows) {
            to.append(line(row));
        }
    }

    private static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number) {
            return value.toString();
        }
        var text = value.toString();
        if (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean needsQuotes = text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return needsQuotes ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
