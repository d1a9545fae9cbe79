package io.clickway.warehouse.sql;

import io.clickway.warehouse.sql.SqlColumn.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180, a line of names first; null is an empty cell, an empty text is {@code ""}. A text that a spreadsheet would run as
 * a formula gets an apostrophe in front, as in reports: visitors choose such texts.
 */
final class CsvRows implements RowWriter {

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final Writer out;
    private final List<SqlColumn> columns;

    CsvRows(OutputStream out, List<SqlColumn> columns) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.columns = columns;
        for (int i = 0; i < columns.size(); i++) {
            cell(i, Kind.TEXT, columns.get(i).name());
        }
        this.out.write(LINE_END);
    }

    @Override
    public void row(List<@Nullable String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            var kind = columns.get(i).kind();
            var cell = cells.get(i);
            cell(i, kind, cell == null ? null : Cells.text(kind, cell));
        }
        out.write(LINE_END);
    }

    @Override
    public void end(long rows, boolean isTruncated) throws IOException {
        out.flush();
    }

    @Override
    public void breakOff(String why) throws IOException {
        out.flush();
    }

    private void cell(int place, Kind kind, @Nullable String value) throws IOException {
        if (place > 0) {
            out.write(',');
        }
        if (value == null) {
            return;
        }
        var text = value;
        if (kind != Kind.NUMBER && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean needsQuotes =
                text.isEmpty() || text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        out.write(needsQuotes ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
}
