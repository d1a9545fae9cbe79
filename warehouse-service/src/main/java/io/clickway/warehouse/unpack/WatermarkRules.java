package io.clickway.warehouse.unpack;

import io.clickway.batch.SourceRange;
import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.EventReading.Fault;
import java.util.List;
import java.util.Optional;

/** What a watermark must keep so that the books may believe it. */
final class WatermarkRules {

    private static final int MAX_LABEL = 200;

    private WatermarkRules() {}

    static Optional<Fault> fault(Watermark watermark, long seq, long sentAtMillis, EventTimes times) {
        if (watermark.getSeqThrough() < seq || watermark.getSeqThrough() > SourceRange.MAX_SEQ) {
            return Fault.badValue("watermark " + seq + " says " + watermark.getSeqThrough() + " events were made");
        }
        var state = watermark.getState();
        if (state == SourceState.UNRECOGNIZED || state == SourceState.SOURCE_STATE_UNSPECIFIED) {
            return Fault.badValue("a state of the source that this build does not know");
        }
        if (!isTime(watermark.getTimeThroughMs(), sentAtMillis, times)
                || !isTime(watermark.getStartedAtMs(), sentAtMillis, times)
                || !isTime(watermark.getConfigAppliedAtMs(), sentAtMillis, times)) {
            return Fault.badValue("a time of the watermark lies in the future of its batch");
        }
        if (watermark.getConfigVersion() < 0) {
            return Fault.badValue("a configuration version beyond 2^63");
        }
        if (!areRanges(watermark.getSpooledList()) || !areRanges(watermark.getUnrecordedList())) {
            return Fault.badValue("a range that is none");
        }
        if (watermark.getEdge().length() > MAX_LABEL) {
            return Fault.badValue(
                    "an edge whose name has " + watermark.getEdge().length() + " characters");
        }
        if (watermark.getEdge().indexOf('\0') >= 0) {
            return Optional.of(new Fault(QuarantineCause.NUL_IN_TEXT, "NUL in edge"));
        }
        return Optional.empty();
    }

    private static boolean isTime(long millis, long sentAtMillis, EventTimes times) {
        return millis >= 0 && millis <= sentAtMillis + times.ahead().toMillis();
    }

    private static boolean areRanges(List<SeqRange> ranges) {
        for (var range : ranges) {
            if (range.getFirst() < 1
                    || range.getFirst() > SourceRange.MAX_SEQ
                    || range.getCount() < 1
                    || range.getCount() > SourceRange.MAX_SEQ) {
                return false;
            }
        }
        return true;
    }
}
