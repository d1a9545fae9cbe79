package io.clickway.warehouse.unpack;

import io.clickway.warehouse.quarantine.QuarantineCause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which times an event may have. It is judged against the moment its batch was sent, so a batch that waited long on its way
 * isn't refused for it; and against the centre's clock with days of room, so that no region's clock makes the centre create
 * partitions without end.
 *
 * @param retention events older than this are refused
 * @param ahead how far a region's clocks may differ among themselves
 * @param daysAhead for how many days partitions are made ahead
 */
public record EventTimes(Duration retention, Duration ahead, int daysAhead, Clock clock) {

    public EventTimes {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || ahead.isNegative() || daysAhead < 1) {
            throw new IllegalArgumentException(
                    "event times need a retention of a day at least: " + retention + ", " + ahead + ", " + daysAhead);
        }
    }

    /** A cause when the time is refused; both in milliseconds since the epoch. */
    public Optional<QuarantineCause> fault(long eventMillis, long sentAtMillis) {
        long now = clock.millis();
        if (eventMillis > sentAtMillis + ahead.toMillis()
                || eventMillis > now + Duration.ofDays(daysAhead).toMillis()) {
            return Optional.of(QuarantineCause.AHEAD_OF_TIME);
        }
        if (eventMillis < sentAtMillis - retention.toMillis() || eventMillis < now - retention.toMillis()) {
            return Optional.of(QuarantineCause.TOO_OLD);
        }
        return Optional.empty();
    }

    static String describe(long eventMillis, long sentAtMillis) {
        return "its time is " + Instant.ofEpochMilli(eventMillis) + ", its batch was sent at "
                + Instant.ofEpochMilli(sentAtMillis);
    }
}
