package io.clickway.forwarder.carry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What the loop has done and how it stands. Written by the loop's thread, read by any. */
public final class CarryFigures {

    public final AtomicLong entriesRead = new AtomicLong();
    public final AtomicLong entriesClaimed = new AtomicLong();
    public final AtomicLong entriesDamaged = new AtomicLong();
    public final AtomicLong entriesGone = new AtomicLong();
    public final AtomicLong entriesAcknowledged = new AtomicLong();
    public final AtomicLong batchesConfirmed = new AtomicLong();
    public final AtomicLong eventsConfirmed = new AtomicLong();
    public final AtomicLong bytesConfirmed = new AtomicLong();
    public final AtomicLong batchesReturned = new AtomicLong();
    public final AtomicLong batchesNacked = new AtomicLong();
    public final AtomicLong batchesRetried = new AtomicLong();
    public final AtomicLong linesLost = new AtomicLong();
    public final AtomicLong streamFailures = new AtomicLong();

    public final AtomicLong inFlightMessages = new AtomicLong();
    public final AtomicLong inFlightBytes = new AtomicLong();
    public final AtomicLong streamEntries = new AtomicLong();
    /** Milliseconds since the epoch of the oldest entry in the stream, 0 when it is empty. */
    public final AtomicLong oldestEntryMillis = new AtomicLong();

    public final AtomicLong isLineOpen = new AtomicLong();
    public final AtomicLong isRedisAnswering = new AtomicLong();
    public final AtomicLong isBlocked = new AtomicLong();
    public final AtomicLong isLeaseHeld = new AtomicLong();
    /** Told for each confirmed message how long ago its oldest entry was appended, by Redis's clock and this one's. */
    public volatile Consumer<Duration> confirmAge = age -> {};

    /** How long ago the oldest entry was appended, in milliseconds; 0 when there is none. */
    public long oldestAgeMillis(long nowMillis) {
        long oldest = oldestEntryMillis.get();
        return oldest == 0 ? 0 : Math.max(0, nowMillis - oldest);
    }

    /** Counts the loop's steps: it stands still only when the loop does. */
    public final AtomicLong steps = new AtomicLong();
}
