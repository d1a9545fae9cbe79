package io.clickway.warehouse.datapath;

import static io.clickway.testkit.ClickBuilder.aClick;

import com.github.luben.zstd.Zstd;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.clickway.testkit.ClickBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes events as an edge's source does: a gap-free seq, an OPEN watermark first, ids that never go back in time. */
public final class TestSource {

    private static final IdKeys KEYS = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f");

    private final SourceId id;
    private final String region;
    private final ClickIdMint mint;
    private final long startedAt;
    private final List<Event> events = new ArrayList<>();
    private long now;

    public TestSource(String region, RandomGenerator random, Instant startedAt) {
        this(region, new SourceId(random.nextLong() | 1), startedAt);
    }

    public TestSource(String region, SourceId id, Instant startedAt) {
        this.region = region;
        this.id = id;
        this.startedAt = startedAt.toEpochMilli();
        this.now = this.startedAt;
        this.mint = new ClickIdMint(id, KEYS, () -> now);
        watermark(SourceState.OPEN);
    }

    public SourceId id() {
        return id;
    }

    public String region() {
        return region;
    }

    public TestSource later(long millis) {
        now += millis;
        return this;
    }

    public TestSource clicks(int count) {
        for (int i = 0; i < count; i++) {
            click(aClick().sub1(id + "-" + (events.size() + 1)));
        }
        return this;
    }

    public TestSource click(ClickBuilder click) {
        events.add(click.event(mint.next()));
        return this;
    }

    /** An event of the test's own making, with an id of this source. */
    public TestSource event(Consumer<Event.Builder> change) {
        var next = mint.next();
        var event = Event.newBuilder().setIdHigh(next.high()).setIdLow(next.low());
        change.accept(event);
        events.add(event.build());
        return this;
    }

    public TestSource watermark(SourceState state) {
        return watermark(state, _ -> {});
    }

    public TestSource watermark(SourceState state, Consumer<Watermark.Builder> change) {
        var watermark = Watermark.newBuilder()
                .setSeqThrough(events.size() + 1)
                .setTimeThroughMs(mint.timeThrough())
                .setState(state)
                .setEdge("edge-" + region)
                .setRegion(region)
                .setStartedAtMs(startedAt)
                .setConfigVersion(1)
                .setConfigAppliedAtMs(startedAt);
        change.accept(watermark);
        return event(event -> event.setWatermark(watermark));
    }

    /** How many events there are so far: the last one's seq. */
    public int last() {
        return events.size();
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public ClickId idOf(int seq) {
        var event = events.get(seq - 1);
        return new ClickId(event.getIdHigh(), event.getIdLow());
    }

    public TestBatch batch() {
        return batch(1, events.size());
    }

    public TestBatch batch(int first, int last) {
        return TestBatch.of(
                region,
                List.of(new SourceRange(id, first, last - first + 1)),
                List.copyOf(events.subList(first - 1, last)),
                Instant.ofEpochMilli(now));
    }

    /** Cut into batches of this many events. */
    public List<TestBatch> batches(int size) {
        var batches = new ArrayList<TestBatch>();
        for (int first = 1; first <= events.size(); first += size) {
            batches.add(batch(first, Math.min(events.size(), first + size - 1)));
        }
        return batches;
    }

    static TestBatch pack(String region, List<SourceRange> ranges, List<Event> events, Instant sentAt) {
        var plain = EventFrame.encode(events);
        var body = Zstd.compress(plain, 1);
        var header = new BatchHeader(
                UUID.randomUUID(),
                region,
                ranges,
                sentAt,
                BatchHeader.ZSTD,
                BatchHeader.checksum(body),
                Optional.empty());
        return new TestBatch(region, "events", header.toHeaders(), body);
    }
}
