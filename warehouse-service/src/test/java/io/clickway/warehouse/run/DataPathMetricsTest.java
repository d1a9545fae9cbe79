package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataPathMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DataPathMetrics metrics = new DataPathMetrics(registry, List.of("eu", "us"));

    @Test
    void countsStoredEventsByRegion() {
        metrics.committed("eu", ingested(5, 1), Duration.ofMillis(3));
        metrics.committed("us", ingested(2, 0), Duration.ofMillis(3));

        assertThat(stored("eu", "click")).isEqualTo(5);
        assertThat(stored("eu", "watermark")).isEqualTo(1);
        assertThat(stored("us", "click")).isEqualTo(2);
        assertThat(quarantined(QuarantineCause.CHECKSUM)).isEqualTo(2);
    }

    @Test
    void aRegionThatHasSentNothingStandsAtZero() {
        assertThat(stored("us", "click")).isZero();
    }

    @Test
    void tellsTheBooksOfARegion() {
        metrics.books(List.of(new RegionCompleteness(
                "eu", Optional.empty(), 3, 4, 1, 17.6, Optional.empty(), Optional.empty(), List.of())));

        assertThat(gauge("warehouse.ledger.missing")).isEqualTo(3);
        assertThat(gauge("warehouse.ledger.in.flight")).isEqualTo(4);
        assertThat(gauge("warehouse.ledger.uncertain")).isEqualTo(1);
        assertThat(gauge("warehouse.completeness.lag.seconds")).isEqualTo(18);
        assertThat(registry.get("warehouse.books.age").gauge().value()).isBetween(0.0, 60.0);
    }

    private static Ingested ingested(long clicks, long watermarks) {
        return new Ingested(1, clicks, watermarks, 0, 0, Map.of(QuarantineCause.CHECKSUM, 1L), List.of(), 0, 0);
    }

    private double stored(String region, String kind) {
        return registry.get("warehouse.events.stored")
                .tags("region", region, "kind", kind)
                .counter()
                .count();
    }

    private double quarantined(QuarantineCause cause) {
        return registry.get("warehouse.quarantined")
                .tag("cause", cause.code())
                .counter()
                .count();
    }

    private double gauge(String name) {
        return registry.get(name).tag("region", "eu").gauge().value();
    }
}
