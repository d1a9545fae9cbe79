package io.clickway.warehouse.sql;

import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How rows are written. */
enum SqlFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv");

    private final String mediaType;

    SqlFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return this == CSV ? mediaType + "; charset=utf-8; header=present" : mediaType;
    }

    /** The body's word first, then what Accept asks for first, else JSON. */
    static SqlFormat of(@Nullable String word, List<MediaType> accepted) {
        if (word != null) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
        for (var wanted : accepted) {
            for (var format : values()) {
                if (format.mediaType.equals(wanted.getType() + "/" + wanted.getSubtype())) {
                    return format;
                }
            }
        }
        return JSON;
    }

    RowWriter writer(OutputStream out, List<SqlColumn> columns) throws IOException {
        return switch (this) {
            case JSON -> new JsonRows(out, columns);
            case NDJSON -> new NdjsonRows(out, columns);
            case CSV -> new CsvRows(out, columns);
        };
    }
}
