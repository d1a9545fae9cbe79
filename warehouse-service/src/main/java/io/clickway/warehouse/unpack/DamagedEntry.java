package io.clickway.warehouse.unpack;

import com.google.protobuf.CodedInputStream;
import io.clickway.batch.BatchFormatException;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.id.SourceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The raw fields of a stream entry, as the forwarder puts them into a message of type damaged: version byte 1, then name and
 * value of each field in order, each with its length before it as a varint. The entry itself is that of an edge: source,
 * first_seq, n, and d with the frame.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record DamagedEntry(SourceRange range, byte[] frame) {

    static DamagedEntry read(byte[] body) throws BatchFormatException {
        var fields = fields(body);
        try {
            var range = new SourceRange(
                    SourceId.parse(text(fields, "source")),
                    Long.parseLong(text(fields, "first_seq")),
                    Integer.parseInt(text(fields, "n")));
            if (range.count() > BatchHeader.MAX_EVENTS) {
                throw new BatchFormatException("claims " + range.count() + " events");
            }
            return new DamagedEntry(range, value(fields, "d"));
        } catch (IllegalArgumentException bad) {
            throw new BatchFormatException("its source and numbers can't be read: " + bad.getMessage());
        }
    }

    private static Map<String, byte[]> fields(byte[] body) throws BatchFormatException {
        if (body.length == 0 || body[0] != EventFrame.VERSION) {
            throw new BatchFormatException("no fields of a stream entry");
        }
        var in = CodedInputStream.newInstance(body, 1, body.length - 1);
        var fields = new HashMap<String, byte[]>();
        try {
            while (!in.isAtEnd()) {
                var name = new String(in.readByteArray(), StandardCharsets.ISO_8859_1);
                if (fields.put(name, in.readByteArray()) != null) {
                    throw new BatchFormatException("field '" + name + "' stands twice");
                }
            }
            return fields;
        } catch (IOException cut) {
            throw new BatchFormatException("the fields of the stream entry are cut off");
        }
    }

    private static String text(Map<String, byte[]> fields, String name) throws BatchFormatException {
        return new String(value(fields, name), StandardCharsets.ISO_8859_1);
    }

    private static byte[] value(Map<String, byte[]> fields, String name) throws BatchFormatException {
        var value = fields.get(name);
        if (value == null) {
            throw new BatchFormatException("field '" + name + "' is missing");
        }
        return value;
    }
}
