package io.clickway.warehouse.benchmark;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of the clicks that are being stored: what is allowed per hour is allowed per hour of theirs, though months pass in
 * minutes. Never goes back. Thread-safe.
 */
final class SimulatedClock extends Clock {

    private final AtomicLong millis = new AtomicLong();

    void reach(Instant moment) {
        millis.accumulateAndGet(moment.toEpochMilli(), Math::max);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? this : Clock.fixed(instant(), zone);
    }
}
