package io.clickway.e2e.scenario;

import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.SourceId;
import java.util.List;
import java.util.Random;

/** A source that is no edge. It says its first and its last word, so that the books of its region stay whole. */
final class CraftedSource {

    private final SourceId id;
    private final String region;
    private final Random random;
    private final long startedAt = System.currentTimeMillis();
    private long nextSeq = 1;

    CraftedSource(String region, Random random) {
        this.id = new SourceId(random.nextLong() | 1);
        this.region = region;
        this.random = random;
    }

    /** The next so many numbers. */
    SourceRange take(int count) {
        var range = new SourceRange(id, nextSeq, count);
        nextSeq += count;
        return range;
    }

    /** A frame with a watermark that stands at {@code seq}. */
    byte[] watermark(long seq, SourceState state) {
        long now = System.currentTimeMillis();
        return EventFrame.encode(List.of(Event.newBuilder()
                .setIdHigh(now << 16 | 0x7000 | random.nextInt(0x1000))
                .setIdLow(1L << 63 | random.nextLong() >>> 2)
                .setWatermark(Watermark.newBuilder()
                        .setSeqThrough(seq)
                        .setTimeThroughMs(now)
                        .setState(state)
                        .setEdge("crafted")
                        .setRegion(region)
                        .setStartedAtMs(startedAt))
                .build()));
    }
}
