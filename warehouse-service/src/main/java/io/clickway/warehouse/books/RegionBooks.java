package io.clickway.warehouse.books;

import io.clickway.warehouse.ledger.RegionFacts;
import io.clickway.warehouse.ledger.TroubledSource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region's books. received = stored clicks + stored watermarks + quarantined; declared = received + absent + missing +
 * in flight, but for what a source gave out since its newest watermark. {@code completeTo} is null before the first one.
 */
public record RegionBooks(
        String region,
        @Nullable Instant completeTo,
        long missing,
        long inFlight,
        int uncertain,
        double oldestUnforwardedSeconds,
        @Nullable Double clockSkewSeconds,
        @Nullable Double clockBehindAtMostSeconds,
        List<TroubledSource> troubledSources,
        long sources,
        long openSources,
        long received,
        long storedClicks,
        long storedWatermarks,
        long quarantined,
        long absent,
        long writtenOff,
        long duplicates,
        long lateAfterWriteOff,
        long declared,
        long unrecorded) {

    /** Whether everything received is stored or in quarantine. */
    public boolean balances() {
        return received == storedClicks + storedWatermarks + quarantined;
    }

    public static RegionBooks of(RegionFacts facts) {
        var completeness = facts.completeness();
        return new RegionBooks(
                completeness.region(),
                completeness.completeTo().orElse(null),
                completeness.missing(),
                completeness.inFlight(),
                completeness.uncertain(),
                completeness.oldestUnforwardedSeconds(),
                completeness.clockSkewSeconds().orElse(null),
                completeness.clockBehindAtMostSeconds().orElse(null),
                completeness.troubledSources(),
                facts.sources(),
                facts.open(),
                facts.received(),
                facts.storedClicks(),
                facts.storedWatermarks(),
                facts.quarantined(),
                facts.absent(),
                facts.writtenOff(),
                facts.duplicates(),
                facts.lateAfterWriteOff(),
                facts.declared(),
                facts.unrecorded());
    }
}
