package io.clickway.forwarder.batch;

import io.clickway.forwarder.stream.EntryId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A message for the broker and the stream entries it carries. The same object is sent until the broker confirms it, so
 * id, bytes and headers never change between attempts.
 *
 * @param id UUIDv7, the message id
 * @param events how many it holds; 0 when that can't be told
 * @param body not changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by id alone; a copy would double the window's memory
public record OutboundMessage(
        UUID id, Kind kind, Map<String, Object> headers, byte[] body, List<EntryId> entries, int events) {

    public OutboundMessage {
        entries = List.copyOf(entries);
    }

    /** What the body is; the texts stand in the properties of the message. */
    public enum Kind {
        EVENTS("events", "application/x-clickway-batch"),
        DAMAGED("damaged", "application/x-clickway-damaged-entry");

        private final String type;
        private final String contentType;

        Kind(String type, String contentType) {
            this.type = type;
            this.contentType = contentType;
        }

        public String type() {
            return type;
        }

        public String contentType() {
            return contentType;
        }
    }
}
