package io.clickway.warehouse.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object per line. */
final class NdjsonRows implements RowWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final List<SqlColumn> columns;

    NdjsonRows(OutputStream out, List<SqlColumn> columns) throws IOException {
        this.columns = columns;
        json = JSON.createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void row(List<@Nullable String> cells) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < cells.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            Cells.write(json, columns.get(i).kind(), cells.get(i));
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void end(long rows, boolean isTruncated) throws IOException {
        json.flush();
    }

    @Override
    public void breakOff(String why) throws IOException {
        json.writeStartObject();
        json.writeStringField("broken_off", why);
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }
}
