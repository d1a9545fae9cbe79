package io.clickway.forwarder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.forwarder.failpoint.Failpoint;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwarderSettingsTest {

    private static final Map<String, String> NEEDED = Map.of(
            "forwarder.name", "forwarder-eu",
            "forwarder.region", "eu",
            "forwarder.redis-uri", "redis://forwarder:secret@127.0.1.1:16379",
            "forwarder.broker-uri", "amqp://forwarder:secret@127.0.1.1:15670/%2F",
            "forwarder.control.host", "127.0.0.1",
            "forwarder.control.username", "control-eu",
            "forwarder.control.password", "secret");

    private static ForwarderSettings settings(Map<String, String> more) {
        var values = new HashMap<>(NEEDED);
        values.putAll(more);
        return read(values);
    }

    private static ForwarderSettings read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(ForwarderSettings.class)
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Path.class, 100, new io.quarkus.runtime.configuration.PathConverter())
                .withConverter(Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(ForwarderSettings.class);
    }

    @Test
    void hasDefaultsForAllButNamesAddressesAndSecrets() {
        var settings = settings(Map.of());
        var rules = CheckedSettings.rules(settings);

        assertThat(rules.consumer()).isEqualTo("forwarder-eu");
        assertThat(rules.readCount()).isEqualTo(256);
        assertThat(rules.batch().bytes()).isEqualTo(256 * 1024);
        assertThat(rules.batch().events()).isEqualTo(1_000);
        assertThat(rules.batch().age()).isEqualTo(Duration.ofMillis(40));
        assertThat(settings.batch().compression()).isEqualTo(1);
        assertThat(rules.windowMessages()).isEqualTo(64);
        assertThat(rules.windowBytes()).isEqualTo(32L * 1024 * 1024);
        assertThat(rules.confirmTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rules.openTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(rules.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rules.leaseTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(rules.takeoverInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(rules.forgetAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.failpoint()).isEmpty();
        assertThat(settings.dataDir()).isEmpty();
        assertThat(settings.control().port()).isEqualTo(5671);
        assertThat(settings.control().tls()).isFalse();
    }

    @Test
    void takesEachKey() {
        var settings = settings(Map.ofEntries(
                Map.entry("forwarder.data-dir", "/var/lib/forwarder"),
                Map.entry("forwarder.read-count", "10"),
                Map.entry("forwarder.batch.bytes", "1000"),
                Map.entry("forwarder.batch.events", "20"),
                Map.entry("forwarder.batch.age", "5ms"),
                Map.entry("forwarder.batch.compression", "3"),
                Map.entry("forwarder.window.batches", "2"),
                Map.entry("forwarder.window.bytes", "2M"),
                Map.entry("forwarder.broker.confirm-timeout", "1s"),
                Map.entry("forwarder.broker.open-timeout", "2s"),
                Map.entry("forwarder.drain-timeout", "3s"),
                Map.entry("forwarder.lease.time", "4s"),
                Map.entry("forwarder.lease.takeover-interval", "1s"),
                Map.entry("forwarder.lease.forget-after", "2m"),
                Map.entry("forwarder.control.port", "5672"),
                Map.entry("forwarder.control.tls", "true"),
                Map.entry("forwarder.failpoint", "after_confirm")));
        var rules = CheckedSettings.rules(settings);

        assertThat(rules.readCount()).isEqualTo(10);
        assertThat(rules.batch().bytes()).isEqualTo(1_000);
        assertThat(rules.batch().events()).isEqualTo(20);
        assertThat(rules.batch().age()).isEqualTo(Duration.ofMillis(5));
        assertThat(settings.batch().compression()).isEqualTo(3);
        assertThat(rules.windowMessages()).isEqualTo(2);
        assertThat(rules.windowBytes()).isEqualTo(2L * 1024 * 1024);
        assertThat(rules.confirmTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.openTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(rules.drainTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(rules.leaseTime()).isEqualTo(Duration.ofSeconds(4));
        assertThat(rules.takeoverInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.forgetAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.control().port()).isEqualTo(5672);
        assertThat(settings.control().tls()).isTrue();
        assertThat(settings.dataDir()).contains(Path.of("/var/lib/forwarder"));
        assertThat(settings.failpoint()).contains(Failpoint.Step.AFTER_CONFIRM);
    }

    @ParameterizedTest
    @CsvSource({
        "forwarder.name, has a blank",
        "forwarder.region, EU",
        "forwarder.read-count, 0",
        "forwarder.read-count, 10001",
        "forwarder.batch.bytes, 1M",
        "forwarder.batch.events, 20001",
        "forwarder.batch.age, 11s",
        "forwarder.batch.compression, 0",
        "forwarder.window.batches, 1001",
        "forwarder.window.bytes, 1000",
        "forwarder.broker.confirm-timeout, 1ms",
        "forwarder.broker.open-timeout, 0s",
        "forwarder.drain-timeout, 2m",
        "forwarder.lease.time, 1s",
        "forwarder.lease.takeover-interval, 1ms",
        "forwarder.lease.forget-after, 1s",
    })
    void refusesAValueOutOfBoundsAndNamesItsKey(String key, String value) {
        assertThatThrownBy(() -> CheckedSettings.rules(settings(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forwarder.name",
                "forwarder.region",
                "forwarder.redis-uri",
                "forwarder.broker-uri",
                "forwarder.control.host",
                "forwarder.control.username",
                "forwarder.control.password"
            })
    void refusesToGoOnWithoutAKeyThatIsNeeded(String key) {
        var values = new HashMap<>(NEEDED);
        values.remove(key);
        assertThatThrownBy(() -> read(values)).hasMessageContaining(key);
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> settings(Map.of("forwarder.batch.sise", "1")))
                .hasMessageContaining("forwarder.batch.sise");
    }
}
