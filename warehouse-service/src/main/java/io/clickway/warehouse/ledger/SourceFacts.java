package io.clickway.warehouse.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * The books of one source, to be shown.
 *
 * @param source 16 hex digits
 * @param state open, draining, closed or ended
 * @param received numbers received: stored or in quarantine
 * @param absent numbers refused for good
 * @param duplicates events that came again
 * @param declared numbers given out
 * @param missing of these neither received nor absent nor known to be in the spool
 * @param inFlight of these in the spool
 * @param unrecorded numbers the edge could write nowhere; part of missing until they are written off
 * @param isSilent no watermark for 60 seconds although the source is not over
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
        long duplicates,
        long declared,
        long missing,
        long inFlight,
        long unrecorded,
        Optional<Instant> timeThrough,
        Optional<Instant> completeTo,
        Optional<Instant> lastWatermarkAt,
        boolean isSilent,
        Optional<Long> configVersion,
        Optional<Instant> configAppliedAt) {}
