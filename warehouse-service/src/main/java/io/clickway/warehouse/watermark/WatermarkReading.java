package io.clickway.warehouse.watermark;

import io.clickway.event.proto.Watermark;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.ledger.Heard;
import io.clickway.warehouse.ledger.SourceState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a watermark that unpacking found good. */
public final class WatermarkReading {

    private WatermarkReading() {}

    public static Heard heard(long seq, Watermark watermark) {
        return new Heard(
                seq,
                watermark.getSeqThrough(),
                Instant.ofEpochMilli(watermark.getTimeThroughMs()),
                state(watermark),
                watermark.getEdge(),
                instant(watermark.getStartedAtMs()),
                ranges(watermark.getSpooledList()),
                ranges(watermark.getUnrecordedList()),
                watermark.getConfigVersion(),
                instant(watermark.getConfigAppliedAtMs()));
    }

    /** Sources it calls dead. 0 is no source and left out. */
    public static List<SourceId> ended(Watermark watermark) {
        return watermark.getEndedSourcesList().stream()
                .filter(bits -> bits != 0)
                .map(SourceId::new)
                .toList();
    }

    public static SeqRanges ranges(List<io.clickway.event.proto.SeqRange> ranges) {
        return SeqRanges.of(ranges.stream()
                .map(range -> SeqRange.of(range.getFirst(), range.getCount()))
                .collect(Collectors.toList()));
    }

    private static SourceState state(Watermark watermark) {
        return switch (watermark.getState()) {
            case CLOSED -> SourceState.CLOSED;
            case DRAINING -> SourceState.DRAINING;
            case OPEN, SOURCE_STATE_UNSPECIFIED, UNRECOGNIZED -> SourceState.OPEN;
        };
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
