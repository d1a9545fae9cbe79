package io.clickway.warehouse.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads RFC 4180 records one by one; a quoted field may span lines. Not thread-safe. */
final class CsvRecords {

    /** A record's fields and the line it began in, from 1. */
    record CsvRecord(int line, List<String> fields) {}

    private static final int END = -1;

    private final BufferedReader text;
    private int line = 1;

    CsvRecords(BufferedReader text) {
        this.text = text;
    }

    /** The next record that is no empty line; empty at the end. */
    Optional<CsvRecord> next() throws IOException {
        while (true) {
            int began = line;
            int first = text.read();
            if (first == END) {
                return Optional.empty();
            }
            var fields = fields(first);
            if (fields.size() > 1 || !fields.getFirst().isEmpty()) {
                return Optional.of(new CsvRecord(began, fields));
            }
        }
    }

    private List<String> fields(int first) throws IOException {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int c = first; ; c = text.read()) {
            if (c == '\n') {
                line++;
            }
            if (c == END || (!quoted && c == '\n')) {
                fields.add(field.toString());
                return fields;
            }
            if (quoted && c == '"') {
                text.mark(1);
                if (text.read() == '"') {
                    field.append('"');
                } else {
                    text.reset();
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (!quoted && c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (quoted || c != '\r') {
                field.append((char) c);
            }
        }
    }
}
