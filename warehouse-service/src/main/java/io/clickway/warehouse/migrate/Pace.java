package io.clickway.warehouse.migrate;

import java.time.Duration;

/**
 * How a migration gives way.
 *
 * @param lockTimeout waited for a lock; whoever comes meanwhile waits behind it
 * @param holdUp others wait this long for a migration at most before it is cancelled
 * @param patience tried again for so long
 */
public record Pace(Duration lockTimeout, Duration holdUp, Duration patience) {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    public Pace {
        if (!isWithin(lockTimeout) || !isWithin(holdUp)) {
            throw new IllegalArgumentException(
                    "warehouse.migrate.lock-timeout and .hold-up are less than a second, because ingestion stands still"
                            + " meanwhile, not " + lockTimeout + " and " + holdUp);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("warehouse.migrate.patience is no time before now: " + patience);
        }
    }

    private static boolean isWithin(Duration time) {
        return time.isPositive() && time.compareTo(ONE_SECOND) < 0;
    }

    /** @param tries failed so far, from 1 */
    Duration pause(int tries) {
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
