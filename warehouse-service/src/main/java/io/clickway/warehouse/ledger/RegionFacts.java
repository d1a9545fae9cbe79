package io.clickway.warehouse.ledger;

/**
 * The books of a region: sums over its sources.
 *
 * @param sources known sources
 * @param open sources that are not over
 */
public record RegionFacts(
        RegionCompleteness completeness,
        long sources,
        long open,
        long received,
        long storedClicks,
        long storedWatermarks,
        long quarantined,
        long absent,
        long writtenOff,
        long duplicates,
        long lateAfterWriteOff,
        long declared,
        long unrecorded) {}
