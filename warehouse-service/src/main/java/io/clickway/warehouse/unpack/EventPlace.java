package io.clickway.warehouse.unpack;

import io.clickway.batch.SourceRange;
import io.clickway.id.SourceId;
import java.util.Arrays;
import java.util.List;

/** Where an event stands in its source, and where its bytes lie in the frame of its batch. */
public final class EventPlace {

    private final SourceId source;
    private final long seq;
    private final byte[] frame;
    private final int offset;
    private final int size;

    EventPlace(SourceId source, long seq, byte[] frame, int offset, int size) {
        this.source = source;
        this.seq = seq;
        this.frame = frame;
        this.offset = offset;
        this.size = size;
    }

    public SourceId source() {
        return source;
    }

    public long seq() {
        return seq;
    }

    /** A copy of the event's bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(frame, offset, offset + size);
    }

    public List<SourceRange> range() {
        return List.of(new SourceRange(source, seq, 1));
    }
}
