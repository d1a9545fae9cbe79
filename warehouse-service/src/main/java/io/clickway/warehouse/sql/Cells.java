package io.clickway.warehouse.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clickway.warehouse.sql.SqlColumn.Kind;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Postgres writes into JSON: numbers as numbers, JSON as JSON, arrays as arrays, moments in ISO 8601. Numbers that
 * JSON has no word for (NaN, Infinity) are texts. Sessions run in UTC with ISO dates, so a moment ends in {@code +00}.
 */
final class Cells {

    private static final Pattern JSON_NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern LINE_ENDS = Pattern.compile("[\r\n]");
    private static final Pattern UTC =
            Pattern.compile("(\\d{4,}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(?:\\+00)?");

    private Cells() {}

    static void write(JsonGenerator json, Kind kind, @Nullable String cell) throws IOException {
        if (cell == null) {
            json.writeNull();
            return;
        }
        switch (kind) {
            case NUMBER -> number(json, cell);
            case BOOLEAN -> json.writeBoolean(cell.equals("t"));
            // A text of type json keeps its line ends; within its strings there can be none.
            case JSON -> json.writeRawValue(LINE_ENDS.matcher(cell).replaceAll(" "));
            case MOMENT, LOCAL_TIME -> json.writeString(time(kind, cell));
            case TEXT -> json.writeString(cell);
            case NUMBERS -> new ArrayText(cell).write(json, Kind.NUMBER);
            case BOOLEANS -> new ArrayText(cell).write(json, Kind.BOOLEAN);
            case TEXTS -> new ArrayText(cell).write(json, Kind.TEXT);
        }
    }

    /** As a plain text, for CSV. */
    static String text(Kind kind, String cell) {
        return switch (kind) {
            case MOMENT, LOCAL_TIME -> time(kind, cell);
            case BOOLEAN -> cell.equals("t") ? "true" : "false";
            case NUMBER, JSON, TEXT, NUMBERS, BOOLEANS, TEXTS -> cell;
        };
    }

    private static void number(JsonGenerator json, String cell) throws IOException {
        if (JSON_NUMBER.matcher(cell).matches()) {
            json.writeNumber(cell);
        } else {
            json.writeString(cell);
        }
    }

    /** Infinity and years before Christ stay as they are. */
    private static String time(Kind kind, String cell) {
        var parts = UTC.matcher(cell);
        if (!parts.matches()) {
            return cell;
        }
        return parts.group(1) + "T" + parts.group(2) + (kind == Kind.MOMENT ? "Z" : "");
    }
}
