package io.clickway.warehouse.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes RFC 4180 CSV, one line of names first. A text that a spreadsheet would run as a formula (it begins with =, +, -,
 * @, tab or return) gets an apostrophe in front: visitors choose such texts. JSON gives them as they are.
 */
final class Csv {

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Csv() {}

    static String write(List<String> columns, List<List<Object>> rows) {
        var text = new StringBuilder();
        text.append(line(List.copyOf(columns)));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<?> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String cell(Object value) {
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
