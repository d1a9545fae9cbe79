package io.clickway.warehouse.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clickway.warehouse.sql.SqlColumn.Kind;
import java.io.IOException;

/** Reads an array as Postgres writes it, e.g. {@code {1,NULL,"a,\"b"}} or {@code {{1},{2}}}, and writes it as JSON. */
final class ArrayText {

    private final String text;
    private int at;

    ArrayText(String text) {
        this.text = text;
    }

    void write(JsonGenerator json, Kind element) throws IOException {
        // Lower bounds other than 1 stand in front: [0:1]={a,b}
        at = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
        array(json, element);
    }

    private void array(JsonGenerator json, Kind element) throws IOException {
        json.writeStartArray();
        at++;
        while (at < text.length() && text.charAt(at) != '}') {
            switch (text.charAt(at)) {
                case '{' -> array(json, element);
                case '"' -> Cells.write(json, element, quoted());
                case ',' -> at++;
                default -> plain(json, element);
            }
        }
        at++;
        json.writeEndArray();
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            value.append(text.charAt(at));
        }
        at++;
        return value.toString();
    }

    private void plain(JsonGenerator json, Kind element) throws IOException {
        int begin = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
            at++;
        }
        var value = text.substring(begin, at);
        Cells.write(json, element, value.equals("NULL") ? null : value);
    }
}
