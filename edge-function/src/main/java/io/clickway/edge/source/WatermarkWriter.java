package io.clickway.edge.source;

import io.clickway.edge.route.LiveLinks;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.util.List;
import java.util.function.Supplier;

/** Writes the watermarks of one source; see {@code events.proto}. */
public final class WatermarkWriter {

    /** Keeps a watermark far below EventFrame.MAX_EVENT_BYTES. */
    private static final int MAX_RANGES = 1000;

    /**
     * What is equal in all watermarks of a source.
     *
     * @param startedAtMillis when the edge started, since the epoch
     */
    public record Label(String edge, String region, long startedAtMillis) {}

    private final SourceId source;
    private final Label label;
    private final LiveLinks links;
    private final CommitSpool spool;
    private final Supplier<List<SourceId>> endedSources;

    /** @param endedSources predecessors of which nothing more will come; read from the source's thread */
    public WatermarkWriter(
            SourceId source, Label label, LiveLinks links, CommitSpool spool, Supplier<List<SourceId>> endedSources) {
        this.source = source;
        this.label = label;
        this.links = links;
        this.spool = spool;
        this.endedSources = endedSources;
    }

    /** @param seq of the watermark itself */
    Event write(ClickId id, long seq, SourceState state, SeqRanges unrecorded) {
        var table = links.table();
        var watermark = Watermark.newBuilder()
                .setSeqThrough(seq)
                .setTimeThroughMs(id.epochMillis())
                .setState(state)
                .setEdge(label.edge())
                .setRegion(label.region())
                .setStartedAtMs(label.startedAtMillis())
                .addAllSpooled(newest(spool.undrained(source)))
                .addAllUnrecorded(newest(unrecorded))
                .setConfigVersion(links.heldVersion())
                .setConfigAppliedAtMs(table.appliedAtMillis());
        endedSources.get().forEach(ended -> watermark.addEndedSources(ended.bits()));
        return Event.newBuilder()
                .setIdHigh(id.high())
                .setIdLow(id.low())
                .setWatermark(watermark)
                .build();
    }

    private static List<SeqRange> newest(SeqRanges ranges) {
        var list = ranges.list();
        return list.subList(Math.max(0, list.size() - MAX_RANGES), list.size()).stream()
                .map(range -> SeqRange.newBuilder()
                        .setFirst(range.first())
                        .setCount(range.count())
                        .build())
                .toList();
    }
}
