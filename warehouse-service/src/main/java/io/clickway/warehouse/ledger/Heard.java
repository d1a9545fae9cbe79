package io.clickway.warehouse.ledger;

import io.clickway.seq.SeqRanges;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a watermark says of its source.
 *
 * @param seq the watermark's own number
 * @param seqThrough every number up to here was given to an event
 * @param timeThrough no later event is earlier
 * @param configVersion 0 for none
 * @param configAppliedAt null before the first configuration
 */
public record Heard(
        long seq,
        long seqThrough,
        Instant timeThrough,
        SourceState state,
        String edge,
        @Nullable Instant startedAt,
        SeqRanges spooled,
        SeqRanges unrecorded,
        long configVersion,
        @Nullable Instant configAppliedAt) {}
