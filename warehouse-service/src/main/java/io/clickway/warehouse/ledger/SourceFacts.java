package io.clickway.warehouse.ledger;

import io.clickway.seq.SeqRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The books of one source, to be shown.
 *
 * @param source 16 hex digits
 * @param state open, draining, closed or ended
 * @param received numbers received: stored or in quarantine
 * @param absent numbers refused for good: written off, or discarded from quarantine
 * @param writtenOff of these given up for lost by an operator
 * @param duplicates events that came again
 * @param lateAfterWriteOff events that came after they had been written off
 * @param declared numbers given out
 * @param missing of these neither received nor absent nor known to be in the spool
 * @param inFlight of these in the spool
 * @param unrecorded numbers the edge could write nowhere; part of missing until they are written off
 * @param missingRanges the first hundred
 * @param lastHeardAt when its newest watermark came; when the centre first heard of it if there was none
 * @param isSilent no watermark for 60 seconds although the source is not over
 * @param isLost it is over, nothing was heard of it for 60 seconds, and numbers are missing or in flight
 * @param oldestUnforwardedSeconds age of completeTo; 0 when nothing may come any more
 * @param clockSkewSeconds of its edge, as {@link RegionCompleteness} says; empty before the first watermark
 */
public record SourceFacts(
        String region,
        String edge,
        String source,
        Optional<Instant> startedAt,
        String state,
        long received,
        long storedClicks,
        long storedWatermarks,
        long quarantined,
        long absent,
        long writtenOff,
        long duplicates,
        long lateAfterWriteOff,
        long declared,
        long missing,
        long inFlight,
        long unrecorded,
        List<SeqRange> missingRanges,
        Optional<Instant> timeThrough,
        Optional<Instant> completeTo,
        Instant lastHeardAt,
        Optional<Instant> lastWatermarkAt,
        boolean isSilent,
        boolean isLost,
        double oldestUnforwardedSeconds,
        Optional<Double> clockSkewSeconds,
        Optional<Double> clockBehindAtMostSeconds,
        Optional<Long> configVersion,
        Optional<Instant> configAppliedAt) {

    static final int MAX_RANGES = 100;

    public SourceFacts {
        missingRanges = List.copyOf(missingRanges);
    }

    TroubledSource troubled() {
        return new TroubledSource(
                source, edge, isSilent ? "silent" : "lost", lastHeardAt, declared, missing, inFlight, missingRanges);
    }
}
