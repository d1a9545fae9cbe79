package io.clickway.warehouse.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void pausesGrowAndEndAtFiveSeconds() {
        var pace = new Pace(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofMinutes(5));

        assertThat(pace.pause(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(pace.pause(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(pace.pause(5)).isEqualTo(Duration.ofMillis(3_200));
        assertThat(pace.pause(6)).isEqualTo(Duration.ofSeconds(5));
        assertThat(pace.pause(100_000)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void refusesTimesThatWouldStopIngestionForASecond() {
        var brief = Duration.ofMillis(200);
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new Pace(second, brief, second))
                .hasMessageContaining("warehouse.migrate.lock-timeout");
        assertThatThrownBy(() -> new Pace(brief, second, second)).hasMessageContaining("hold-up");
        assertThatThrownBy(() -> new Pace(Duration.ZERO, brief, second)).hasMessageContaining("lock-timeout");
        assertThatThrownBy(() -> new Pace(brief, brief, second.negated())).hasMessageContaining("patience");
    }
}
