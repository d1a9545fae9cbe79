package io.clickway.warehouse.ledger;

import io.clickway.seq.SeqRange;
import java.time.Instant;
import java.util.List;

/**
 * A source that holds its region up and says nothing.
 *
 * @param source 16 hex digits
 * @param trouble silent: unheard for 60 s although it is not over; lost: over and unheard for 60 s, but numbers are missing
 * @param missingRanges the first hundred ranges
 */
public record TroubledSource(
        String source,
        String edge,
        String trouble,
        Instant lastHeardAt,
        long declared,
        long missing,
        long inFlight,
        List<SeqRange> missingRanges) {

    public TroubledSource {
        missingRanges = List.copyOf(missingRanges);
    }
}
