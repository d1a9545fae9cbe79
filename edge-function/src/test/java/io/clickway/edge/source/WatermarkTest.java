package io.clickway.edge.source;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.route.LinkTable;
import io.clickway.edge.route.LiveLinks;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.clickway.links.proto.LinkManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static final CommitLimits LIMITS = new CommitLimits(
            Duration.ofMillis(25), 128, 65536, 4096, 1024, Duration.ofMillis(500), Duration.ofMillis(100), 3);
    private static final SourceId ID = new SourceId(42);

    private final FakeStream stream = new FakeStream();
    private final FakeSpool spool = new FakeSpool();
    private final FakeClock clock = new FakeClock();
    private final LiveLinks links = new LiveLinks();
    private final AtomicLong now = new AtomicLong(1_795_000_000_000L);
    private final List<SourceId> ended = new ArrayList<>();
    private final Source source = new Source(
            ID,
            new ClickIdMint(ID, IdKeys.parse("1:000102030405060708090a0b0c0d0e0f"), now::get),
            new Outlets(stream, spool, _ -> {}, clock, CommitTally.NONE),
            LIMITS,
            new WatermarkWriter(ID, new WatermarkWriter.Label("edge-eu", "eu", 77), links, spool, () -> ended));

    @Test
    void opensASourceAsItsFirstEvent() throws Exception {
        links.replace(LinkTable.of(LinkManifest.newBuilder().setVersion(9).build(), List.of(), 88, _ -> {}));
        source.watermark();

        var mark = last();
        assertThat(stream.last().commit().firstSeq()).isEqualTo(1);
        assertThat(mark.getSeqThrough()).isEqualTo(1);
        assertThat(mark.getState()).isEqualTo(SourceState.OPEN);
        assertThat(mark.getTimeThroughMs()).isEqualTo(now.get());
        assertThat(mark.getEdge()).isEqualTo("edge-eu");
        assertThat(mark.getRegion()).isEqualTo("eu");
        assertThat(mark.getStartedAtMs()).isEqualTo(77);
        assertThat(mark.getConfigVersion()).isEqualTo(9);
        assertThat(mark.getConfigAppliedAtMs()).isEqualTo(88);
    }

    @Test
    void countsItselfAndEverythingBefore() {
        source.watermark();
        source.keep(aClick().event(source.nextId()).toByteArray(), KeptListener.NOBODY);
        source.watermark();
        stream.last().answer().answered(true);

        assertThat(last().getSeqThrough()).isEqualTo(3);
    }

    @Test
    void neverPromisesATimeThatALaterEventBreaksThoughTheClockGoesBack() {
        source.watermark();
        long promised = last().getTimeThroughMs();
        now.addAndGet(-60_000);

        assertThat(source.nextId().epochMillis()).isGreaterThanOrEqualTo(promised);
    }

    @Test
    void namesWhatLiesInTheSpoolWhatIsUnrecordedAndWhoHasEnded() {
        spool.atOnce = true;
        stream.refusesAtOnce = true;
        source.watermark();
        spool.atOnce = false;
        source.watermark();
        ended.add(new SourceId(7));
        spool.atOnce = true;
        source.close(KeptListener.NOBODY);

        var mark = read(spool.commits.getLast());
        assertThat(mark.getSpooledList())
                .containsExactly(SeqRange.newBuilder().setFirst(1).setCount(1).build());
        assertThat(mark.getUnrecordedList())
                .containsExactly(SeqRange.newBuilder().setFirst(2).setCount(1).build());
        assertThat(mark.getEndedSourcesList()).containsExactly(7L);
        assertThat(mark.getState()).isEqualTo(SourceState.CLOSED);
    }

    @Test
    void saysThatItDrainsBeforeItCloses() {
        source.drain();
        assertThat(last().getState()).isEqualTo(SourceState.DRAINING);
        stream.last().answer().answered(true);
        source.watermark();
        assertThat(last().getState()).isEqualTo(SourceState.DRAINING);
    }

    @Test
    void staysSmallHoweverManyRangesThereAre() {
        for (int i = 0; i < 50_000; i++) {
            spool.undrained.add(io.clickway.seq.SeqRange.of(1 + 2L * i, 1));
        }
        source.watermark();

        assertThat(stream.last().commit().frame().length).isLessThan(EventFrame.MAX_EVENT_BYTES / 2);
    }

    private Watermark last() {
        return read(stream.last().commit());
    }

    private static Watermark read(Commit commit) {
        var marks = new ArrayList<Watermark>();
        try {
            EventFrame.split(commit.frame(), commit.count(), (_, offset, size) -> {
                try {
                    marks.add(Event.parser()
                            .parseFrom(commit.frame(), offset, size)
                            .getWatermark());
                } catch (Exception unreadable) {
                    throw new AssertionError(unreadable);
                }
            });
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
        return marks.getLast();
    }
}
