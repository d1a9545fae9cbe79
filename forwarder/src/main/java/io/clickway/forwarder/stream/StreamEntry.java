package io.clickway.forwarder.stream;

import java.util.List;

/**
 * An entry as it stands in the stream, unchecked.
 *
 * @param fields in their order; empty only when the entry was deleted while it was pending
 */
public record StreamEntry(EntryId id, List<Field> fields) {

    public StreamEntry {
        fields = List.copyOf(fields);
    }

    /** Whether only its id is left: somebody deleted it from the stream. */
    public boolean isGone() {
        return fields.isEmpty();
    }

    /** One field; the arrays belong to the record and are not changed. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; copies would cost the hot path
    public record Field(byte[] name, byte[] value) {}
}
