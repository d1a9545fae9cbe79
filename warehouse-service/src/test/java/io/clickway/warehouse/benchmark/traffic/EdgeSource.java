package io.clickway.warehouse.benchmark.traffic;

import io.clickway.batch.SourceRange;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.clickway.warehouse.datapath.TestBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One source of an edge: a gap-free seq, a watermark with every thousand clicks, batches that it forgets. Not thread-safe. */
final class EdgeSource {

    private static final IdKeys KEYS = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f");
    private static final int CLICKS_PER_WATERMARK = 1_000;

    private final SourceId id;
    private final String region;
    private final ClickMaker maker;
    private final ClickIdMint mint;
    private final long startedAt;
    private final List<Event> events = new ArrayList<>();
    private long firstSeq = 1;
    private long clicks;
    private long now;

    EdgeSource(SourceId id, String region, ClickMaker maker, long startedAt) {
        this.id = id;
        this.region = region;
        this.maker = maker;
        this.startedAt = startedAt;
        this.now = startedAt;
        this.mint = new ClickIdMint(id, KEYS, () -> now);
        watermark(SourceState.OPEN);
    }

    void click(long atMillis) {
        now = atMillis;
        var next = mint.next();
        events.add(Event.newBuilder()
                .setIdHigh(next.high())
                .setIdLow(next.low())
                .setClick(maker.click(next))
                .build());
        if (++clicks % CLICKS_PER_WATERMARK == 0) {
            watermark(SourceState.OPEN);
        }
    }

    void watermark(SourceState state) {
        var watermark = Watermark.newBuilder()
                .setSeqThrough(firstSeq + events.size())
                .setTimeThroughMs(mint.timeThrough())
                .setState(state)
                .setEdge("edge-" + region)
                .setRegion(region)
                .setStartedAtMs(startedAt)
                .setConfigVersion(1)
                .setConfigAppliedAtMs(startedAt);
        var next = mint.next();
        events.add(Event.newBuilder()
                .setIdHigh(next.high())
                .setIdLow(next.low())
                .setWatermark(watermark)
                .build());
    }

    int waiting() {
        return events.size();
    }

    long clicks() {
        return clicks;
    }

    /** What was recorded since the last cut; there must be something. */
    TestBatch cut(Instant sentAt) {
        var batch = TestBatch.of(
                region, List.of(new SourceRange(id, firstSeq, events.size())), List.copyOf(events), sentAt);
        firstSeq += events.size();
        events.clear();
        return batch;
    }
}
