package io.clickway.edge.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.edge.geo.GeoSettings;
import io.clickway.edge.links.LinkSettings;
import io.clickway.edge.redis.RedisSettings;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.CommitSettings;
import io.clickway.edge.spool.SpoolLimits;
import io.clickway.edge.spool.SpoolSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "edge.name", "edge-eu",
            "edge.region", "eu",
            "edge.data-dir", "/var/lib/edge",
            "edge.id-keys", "1:00",
            "edge.visitor-key", "00",
            "edge.seal-key", "00",
            "edge.redis.uri", "redis://h:1");

    @Test
    void haveDefaultsForAllThatIsNoIdentityAndNoSecret() {
        var config = config(Map.of());
        var edge = config.getConfigMapping(EdgeSettings.class);
        assertThat(edge.trustedProxies()).isEmpty();
        assertThat(edge.loops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(CommitLimits.of(config.getConfigMapping(CommitSettings.class)))
                .isEqualTo(new CommitLimits(
                        Duration.ofMillis(25),
                        128,
                        65_536,
                        4096,
                        1024,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        3));
        assertThat(SpoolLimits.of(config.getConfigMapping(SpoolSettings.class), Duration.ofMillis(25)))
                .isEqualTo(new SpoolLimits(1 << 30, 4 << 20, 8 << 20, Duration.ofMillis(25)));
        assertThat(config.getConfigMapping(RedisSettings.class).timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.getConfigMapping(LinkSettings.class).pollInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.getConfigMapping(GeoSettings.class).countryFile()).isEmpty();
        assertThat(config.getConfigMapping(StopSettings.class).drainWithin()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void takeEachKey() {
        var config = config(Map.ofEntries(
                Map.entry("edge.trusted-proxies", "10.0.0.0/8,::1"),
                Map.entry("edge.loops", "3"),
                Map.entry("edge.commit.timeout", "50ms"),
                Map.entry("edge.commit.max-events", "64"),
                Map.entry("edge.commit.max-bytes", "1000"),
                Map.entry("edge.commit.max-waiting", "99"),
                Map.entry("edge.commit.shed-above", "55"),
                Map.entry("edge.stop.drain-within", "40s"),
                Map.entry("edge.commit.spool-timeout", "2s"),
                Map.entry("edge.commit.probe-interval", "20ms"),
                Map.entry("edge.commit.probes", "5"),
                Map.entry("edge.spool.max-size", "2M"),
                Map.entry("edge.spool.segment-size", "1M"),
                Map.entry("edge.spool.drain-rate", "3M"),
                Map.entry("edge.redis.timeout", "3s"),
                Map.entry("edge.links.poll-interval", "1s"),
                Map.entry("edge.geo.country-file", "/geo.mmdb")));
        var edge = config.getConfigMapping(EdgeSettings.class);
        assertThat(edge.name()).isEqualTo("edge-eu");
        assertThat(edge.region()).isEqualTo("eu");
        assertThat(edge.dataDir()).isEqualTo(Path.of("/var/lib/edge"));
        assertThat(edge.idKeys()).isEqualTo("1:00");
        assertThat(edge.visitorKey()).isEqualTo("00");
        assertThat(edge.sealKey()).isEqualTo("00");
        assertThat(edge.trustedProxies()).contains(List.of("10.0.0.0/8", "::1"));
        assertThat(edge.loops()).isEqualTo(3);
        assertThat(CommitLimits.of(config.getConfigMapping(CommitSettings.class)))
                .isEqualTo(new CommitLimits(
                        Duration.ofMillis(50), 64, 1000, 99, 55, Duration.ofSeconds(2), Duration.ofMillis(20), 5));
        assertThat(SpoolLimits.of(config.getConfigMapping(SpoolSettings.class), Duration.ofMillis(1)))
                .isEqualTo(new SpoolLimits(2 << 20, 1 << 20, 3 << 20, Duration.ofMillis(1)));
        assertThat(config.getConfigMapping(RedisSettings.class).uri()).isEqualTo("redis://h:1");
        assertThat(config.getConfigMapping(RedisSettings.class).timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.getConfigMapping(LinkSettings.class).pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.getConfigMapping(StopSettings.class).drainWithin()).isEqualTo(Duration.ofSeconds(40));
        assertThat(config.getConfigMapping(GeoSettings.class).countryFile()).contains(Path.of("/geo.mmdb"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edge.name",
                "edge.region",
                "edge.data-dir",
                "edge.id-keys",
                "edge.visitor-key",
                "edge.seal-key",
                "edge.redis.uri"
            })
    void refuseToDoWithoutAKeyThatHasNoDefault(String key) {
        var without = new HashMap<>(REQUIRED);
        without.remove(key);

        assertThatThrownBy(() -> build(without)).hasMessageContaining(key);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "edge.commit.timeout,soon",
        "edge.commit.max-events,many",
        "edge.loops,x",
        "edge.spool.max-size,big",
        "edge.redis.timeout,x",
        "edge.links.poll-interval,x"
    })
    void refuseAValueThatCantBeReadNamingItsKey(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value))).hasMessageContaining(key);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "edge.commit.timeout,0ms",
        "edge.commit.max-events,0",
        "edge.commit.max-bytes,0",
        "edge.commit.max-bytes,600000",
        "edge.commit.max-waiting,5",
        "edge.commit.shed-above,5000",
        "edge.commit.spool-timeout,10m",
        "edge.commit.probe-interval,0s",
        "edge.commit.probes,0",
        "edge.spool.max-size,1K",
        "edge.spool.segment-size,1",
        "edge.spool.drain-rate,1"
    })
    void refuseAValueOutOfBoundsNamingItsKey(String key, String value) {
        assertThatThrownBy(() -> {
                    var config = config(Map.of(key, value));
                    CommitLimits.of(config.getConfigMapping(CommitSettings.class));
                    SpoolLimits.of(config.getConfigMapping(SpoolSettings.class), Duration.ofMillis(25));
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge.commit.timout", "edge.spool.maxsize", "edge.links.x", "edge.nmae", "edge.redis.url"})
    void refuseAKeyNobodyKnows(String key) {
        assertThatThrownBy(() -> config(Map.of(key, "1"))).hasMessageContaining(key);
    }

    private static SmallRyeConfig config(Map<String, String> more) {
        var all = new HashMap<>(REQUIRED);
        all.putAll(more);
        return build(all);
    }

    private static SmallRyeConfig build(Map<String, String> properties) {
        var builder = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter());
        new LoopDefault().configBuilder(builder);
        for (var mapping : List.of(
                EdgeSettings.class,
                CommitSettings.class,
                SpoolSettings.class,
                RedisSettings.class,
                LinkSettings.class,
                GeoSettings.class,
                StopSettings.class)) {
            builder.withMapping(mapping);
        }
        return builder.build();
    }
}
