package io.clickway.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesWithJitterUpToItsCeiling() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
        var random = new Random(3);
        for (int failures = 1; failures < 200; failures++) {
            long ceiling = Math.min(5_000, 100L << Math.min(failures - 1, 20));

            assertThat(backoff.delay(failures, random).toMillis()).isBetween(ceiling / 2, ceiling);
        }
    }

    @Test
    void refusesACeilingBelowTheFirstWait() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
