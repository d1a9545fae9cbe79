package io.clickway.warehouse.store;

import io.clickway.event.proto.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.watermark.WatermarkReading;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** A watermark as a row of {@code watermarks}. */
final class WatermarkColumns {

    /** In the order that {@link #write} writes. */
    static final String NAMES = "occurred_at, seq, event_id, seq_through, time_through, config_applied_at,"
            + " config_version, source_no, state, spooled, unrecorded, ended_sources";

    private static final int COUNT = 12;

    private WatermarkColumns() {}

    static void write(CopyBuffer target, StoredRow.WatermarkRow row) {
        var id = row.event().id();
        var watermark = row.event().watermark();
        target.row(COUNT)
                .timestamptz(id.epochMillis())
                .int8(row.event().place().seq())
                .uuid(id.high(), id.low())
                .int8(watermark.getSeqThrough())
                .timestamptz(watermark.getTimeThroughMs());
        if (watermark.getConfigAppliedAtMs() == 0) {
            target.nothing();
        } else {
            target.timestamptz(watermark.getConfigAppliedAtMs());
        }
        target.int8(watermark.getConfigVersion())
                .int4(row.sourceNo())
                .text(watermark.getState().name().toLowerCase(Locale.ROOT))
                .int8multirange(bounds(watermark.getSpooledList()))
                .int8multirange(bounds(watermark.getUnrecordedList()))
                .int8s(watermark.getEndedSourcesList(), watermark.getEndedSourcesCount());
    }

    private static long[] bounds(List<SeqRange> ranges) {
        SeqRanges set = WatermarkReading.ranges(ranges);
        return set.list().stream()
                .flatMapToLong(range -> LongStream.of(range.first(), range.last() + 1))
                .toArray();
    }
}
