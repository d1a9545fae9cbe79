package io.clickway.warehouse.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {"columns":[{"name","type"}],"rows":[[…]],"row_count":n,"truncated":false}}. */
final class JsonRows implements RowWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final List<SqlColumn> columns;

    JsonRows(OutputStream out, List<SqlColumn> columns) throws IOException {
        this.columns = columns;
        json = JSON.createGenerator(out);
        json.writeStartObject();
        json.writeArrayFieldStart("columns");
        for (var column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
    }

    @Override
    public void row(List<@Nullable String> cells) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < cells.size(); i++) {
            Cells.write(json, columns.get(i).kind(), cells.get(i));
        }
        json.writeEndArray();
    }

    @Override
    public void end(long rows, boolean isTruncated) throws IOException {
        json.writeEndArray();
        json.writeNumberField("row_count", rows);
        json.writeBooleanField("truncated", isTruncated);
        json.writeEndObject();
        json.flush();
    }

    @Override
    public void breakOff(String why) throws IOException {
        json.writeEndArray();
        json.writeStringField("broken_off", why);
        json.flush();
    }
}
