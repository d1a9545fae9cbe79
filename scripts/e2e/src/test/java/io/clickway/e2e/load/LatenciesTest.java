package io.clickway.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void saysNothingOfNoAnswers() {
        assertThat(latencies.summary())
                .isEqualTo(new Latencies.Summary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void tellsThePercentilesOfAWindowByWhenTheClickWasSent() {
        for (int i = 0; i < 100; i++) {
            latencies.add(i, i * 1_000_000L);
        }
        var late = latencies.between(50, 100);
        assertThat(late.count()).isEqualTo(50);
        assertThat(late.p50()).isEqualTo(Duration.ofMillis(75));
        assertThat(late.p99()).isEqualTo(Duration.ofMillis(99));
        assertThat(latencies.summary().max()).isEqualTo(Duration.ofMillis(99));
        assertThat(latencies.between(200, 300).count()).isZero();
    }
}
