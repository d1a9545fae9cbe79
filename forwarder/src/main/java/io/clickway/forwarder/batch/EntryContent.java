package io.clickway.forwarder.batch;

import io.clickway.batch.SourceRange;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.StreamEntry;
import java.util.Optional;

/** An entry after its fields were checked. */
public sealed interface EntryContent {

    /**
     * One commit of one source.
     *
     * @param frame version byte and events; not changed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
    record Readable(EntryId id, SourceRange range, byte[] frame) implements EntryContent {}

    /**
     * What no edge writes.
     *
     * @param range which events it claims to hold, when that much can be read
     */
    record Damaged(StreamEntry entry, Damage cause, String detail, Optional<SourceRange> range)
            implements EntryContent {}
}
