package io.clickway.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential waiting with jitter: the nth wait lies between half and all of {@code first × 2^n}, never above {@code max}.
 */
public record Backoff(Duration first, Duration max) {

    public Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff needs 0 < first <= max, not " + first + " and " + max);
        }
    }

    /** @param failures how often it has failed in a row, from 1 */
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1, 0, 30);
        long ceiling = Math.min(max.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }
}
