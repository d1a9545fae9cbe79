package io.clickway.warehouse.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * To which moment a region's clicks are all in the books.
 *
 * <p>A source counts while something may still come of it: it is open or draining, or it is over and numbers it gave out are
 * missing. {@code completeTo} is the least of those sources' own moments; when every source is over and none lacks anything,
 * it is the last moment any of them vouched for. A source of which nothing was ever stored doesn't count: only a damaged
 * header can have named it.
 *
 * @param completeTo empty when a source that counts has not vouched for any moment yet, or nothing is known of the region
 * @param missing events given out, not received, and not known to lie in an edge's spool
 * @param inFlight events known to lie in an edge's spool
 * @param uncertain sources silent for 60 seconds that are neither closed nor ended: nobody knows what they recorded since
 * @param oldestUnforwardedSeconds age of {@code completeTo}, or of the start of a source that has not vouched for any moment,
 *     by the centre's clock; 0 when nothing may come any more
 * @param clockSkewSeconds of the edge whose clock is the farthest off, as far as that is certain: positive when it is ahead
 *     of the centre by at least this (a watermark arrived before it was made), negative when it is behind by at least this
 *     (it applied a configuration before that was published), else 0; empty while nobody speaks
 * @param clockBehindAtMostSeconds no edge is further behind: the least time of a minute from a watermark's making to its
 *     arrival, the transport included, of the edge where it is longest
 * @param troubledSources silent and lost sources, the longest unheard first, at most twenty
 */
public record RegionCompleteness(
        String region,
        Optional<Instant> completeTo,
        long missing,
        long inFlight,
        int uncertain,
        double oldestUnforwardedSeconds,
        Optional<Double> clockSkewSeconds,
        Optional<Double> clockBehindAtMostSeconds,
        List<TroubledSource> troubledSources) {

    public RegionCompleteness {
        troubledSources = List.copyOf(troubledSources);
    }
}
