package io.clickway.edge.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.geo.GeoSettings;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.judge.DataCentreFile;
import io.clickway.edge.judge.JudgeSettings;
import io.clickway.edge.links.LinkSettings;
import io.clickway.edge.redis.RedisSettings;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.CommitSettings;
import io.clickway.edge.spool.SpoolLimits;
import io.clickway.edge.spool.SpoolSettings;
import io.clickway.edge.visit.HttpSettings;
import io.clickway.geo.PlaceKind;
import io.quarkus.runtime.configuration.ConfigurationException;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String ADDRESS_KEY = "1:" + KEY_128 + KEY_128;
    private static final Map<String, String> REQUIRED = Map.of(
            "edge.name", "edge-eu",
            "edge.region", "eu",
            "edge.data-dir", "/var/lib/edge",
            "edge.id-keys", "1:" + KEY_128,
            "edge.visitor-key", KEY_128,
            "edge.seal-key", "00",
            "edge.redis.uri", "redis://h:1");

    @Test
    void haveDefaultsForAllThatIsNoIdentityAndNoSecret() {
        var config = config(Map.of());
        var edge = config.getConfigMapping(EdgeSettings.class);
        assertThat(edge.trustedProxies()).isEmpty();
        assertThat(edge.addressKey()).isEmpty();
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
        var geo = config.getConfigMapping(GeoSettings.class);
        assertThat(geo.countryFile()).isEmpty();
        assertThat(geo.cityFile()).isEmpty();
        assertThat(geo.asnFile()).isEmpty();
        assertThat(config.getConfigMapping(StopSettings.class).drainWithin()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void listenToTheWorldWithinBoundsByDefault() {
        var http = config(Map.of()).getConfigMapping(HttpSettings.class);
        assertThat(http.host()).isEqualTo("0.0.0.0");
        assertThat(http.port()).isEqualTo(8080);
        assertThat(http.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(http.headTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(http.maxConnections()).isEqualTo(100_000);
        assertThat(http.proxyProtocol()).isFalse();
        assertThat(http.secureCookies()).isTrue();
        assertThat(http.tlsCertificate()).isEmpty();
        assertThat(http.tlsKey()).isEmpty();
        assertThat(http.certificates()).isEmpty();
        assertThat(http.plainPort()).isEmpty();
        assertThat(http.acmeWebroot()).isEmpty();
    }

    @Test
    void judgeWithoutRangesAndByAGenerousRateByDefault() {
        var judge = config(Map.of()).getConfigMapping(JudgeSettings.class);
        assertThat(judge.dataCentreFile()).isEmpty();
        assertThat(judge.rateLimit()).isEqualTo(300);
        assertThat(judge.rateWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(judge.ratePlaces()).isEqualTo(65_536);
    }

    @Test
    void takeEachKeyOfTheListenerAndTheJudge() {
        var config = config(Map.ofEntries(
                Map.entry("edge.http.host", "127.0.0.1"),
                Map.entry("edge.http.port", "9999"),
                Map.entry("edge.http.idle-timeout", "5s"),
                Map.entry("edge.http.head-timeout", "2s"),
                Map.entry("edge.http.max-connections", "77"),
                Map.entry("edge.http.proxy-protocol", "true"),
                Map.entry("edge.http.secure-cookies", "false"),
                Map.entry("edge.http.tls-certificate", "/cert.pem"),
                Map.entry("edge.http.tls-key", "/key.pem"),
                Map.entry("edge.http.certificates", "/certificates"),
                Map.entry("edge.http.plain-port", "8081"),
                Map.entry("edge.http.acme-webroot", "/webroot"),
                Map.entry("edge.judge.data-centre-file", "/ranges.txt"),
                Map.entry("edge.judge.rate-limit", "9"),
                Map.entry("edge.judge.rate-window", "7s"),
                Map.entry("edge.judge.rate-places", "8"),
                Map.entry("edge.address-key", ADDRESS_KEY)));
        var http = config.getConfigMapping(HttpSettings.class);
        assertThat(http.host()).isEqualTo("127.0.0.1");
        assertThat(http.port()).isEqualTo(9999);
        assertThat(http.idleTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(http.headTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(http.maxConnections()).isEqualTo(77);
        assertThat(http.proxyProtocol()).isTrue();
        assertThat(http.secureCookies()).isFalse();
        assertThat(http.tlsCertificate()).contains(Path.of("/cert.pem"));
        assertThat(http.tlsKey()).contains(Path.of("/key.pem"));
        assertThat(http.certificates()).contains(Path.of("/certificates"));
        assertThat(http.plainPort()).hasValue(8081);
        assertThat(http.acmeWebroot()).contains(Path.of("/webroot"));
        var judge = config.getConfigMapping(JudgeSettings.class);
        assertThat(judge.dataCentreFile()).contains(Path.of("/ranges.txt"));
        assertThat(judge.rateLimit()).isEqualTo(9);
        assertThat(judge.rateWindow()).isEqualTo(Duration.ofSeconds(7));
        assertThat(judge.ratePlaces()).isEqualTo(8);
        assertThat(config.getConfigMapping(EdgeSettings.class).addressKey()).contains(ADDRESS_KEY);
        assertThat(makers(config).get()).isNotSameAs(makers(config).get());
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
                Map.entry("edge.geo.country-file", "/geo.mmdb"),
                Map.entry("edge.geo.city-file", "/city.mmdb"),
                Map.entry("edge.geo.asn-file", "/asn.mmdb")));
        var edge = config.getConfigMapping(EdgeSettings.class);
        assertThat(edge.name()).isEqualTo("edge-eu");
        assertThat(edge.region()).isEqualTo("eu");
        assertThat(edge.dataDir()).isEqualTo(Path.of("/var/lib/edge"));
        assertThat(edge.idKeys()).isEqualTo("1:" + KEY_128);
        assertThat(edge.visitorKey()).isEqualTo(KEY_128);
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
        assertThat(GeoSettings.filesOf(config.getConfigMapping(GeoSettings.class)))
                .isEqualTo(Map.of(
                        PlaceKind.COUNTRY, Path.of("/geo.mmdb"),
                        PlaceKind.CITY, Path.of("/city.mmdb"),
                        PlaceKind.ASN, Path.of("/asn.mmdb")));
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
        "edge.http.port,http",
        "edge.http.plain-port,http",
        "edge.http.idle-timeout,x",
        "edge.http.head-timeout,x",
        "edge.http.max-connections,many",
        "edge.judge.rate-limit,few",
        "edge.judge.rate-window,x",
        "edge.judge.rate-places,x",
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

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "edge.id-keys,edge.id-keys,1:secret",
        "edge.visitor-key,edge.visitor-key,secret",
        "edge.address-key,edge.address-key,secret",
        "edge.address-key,edge.address-key,1:00secret",
        "edge.judge.rate-limit,rate-limit,0",
        "edge.judge.rate-window,rate-window,0s",
        "edge.judge.rate-places,rate-places,0",
        "edge.judge.rate-places,rate-places,100",
    })
    void refuseWhatNoClickCanBeMadeByNamingTheKeyButNoSecret(String key, String named, String value) {
        assertThatThrownBy(() -> makers(config(Map.of(key, value))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("secret");
    }

    private static ClickMakers makers(SmallRyeConfig config) {
        return new ClickMakers(
                config.getConfigMapping(EdgeSettings.class),
                config.getConfigMapping(JudgeSettings.class),
                config.getConfigMapping(HttpSettings.class),
                TrustedProxies.parse(List.of()),
                PlaceFiles.of(config.getConfigMapping(GeoSettings.class)),
                new DataCentreFile(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edge.commit.timout",
                "edge.http.prot",
                "edge.http.tls-cert",
                "edge.http.certificate",
                "edge.judge.rate",
                "edge.address-keys",
                "edge.spool.maxsize",
                "edge.links.x",
                "edge.nmae",
                "edge.redis.url",
                "edge.geo.cityfile"
            })
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
                HttpSettings.class,
                JudgeSettings.class,
                StopSettings.class)) {
            builder.withMapping(mapping);
        }
        return builder.build();
    }
}
