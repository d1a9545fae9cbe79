package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.IngestSettings;
import io.clickway.warehouse.migrate.MigrationSettings;
import io.clickway.warehouse.partition.CubeKeepingSettings;
import io.clickway.warehouse.partition.OnExpiry;
import io.clickway.warehouse.partition.PartitionSettings;
import io.clickway.warehouse.receive.ReceiveSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataPathSettingsTest {

    private static final Map<String, String> NEEDED = Map.of(
            "warehouse.receive.name", "warehouse",
            "warehouse.receive.regions", "eu,us",
            "warehouse.receive.broker-uri", "amqp://warehouse:secret@127.0.0.1:15670/%2F");

    @Test
    void hasDefaultsForAllButNameRegionsAndBroker() {
        var config = read(NEEDED);
        var receiving = config.getConfigMapping(ReceiveSettings.class);
        var ingesting = config.getConfigMapping(IngestSettings.class);
        var partitioning = config.getConfigMapping(PartitionSettings.class);

        assertThat(receiving.regions()).containsExactly("eu", "us");
        assertThat(receiving.prefetch()).isEqualTo(128);
        assertThat(receiving.heartbeat()).isEqualTo(Duration.ofSeconds(6));
        assertThat(receiving.maxMebibytes()).isEqualTo(64);
        assertThat(receiving.checkEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(receiving.retryFirst()).isEqualTo(Duration.ofMillis(100));
        assertThat(receiving.retryMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(receiving.stopWithin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(ingesting.maxBatches()).isEqualTo(64);
        assertThat(ingesting.maxEvents()).isEqualTo(20_000);
        assertThat(ingesting.maxBytes().asLongValue()).isEqualTo(16 << 20);
        assertThat(ingesting.atOnce()).isEqualTo(2);
        assertThat(ingesting.maxWait()).isEqualTo(Duration.ofMillis(50));
        assertThat(ingesting.failpoint()).isEmpty();
        assertThat(partitioning.retention()).isEqualTo(Duration.ofDays(400));
        assertThat(partitioning.daysAhead()).isEqualTo(7);
        assertThat(partitioning.clockTolerance()).isEqualTo(Duration.ofMinutes(5));
        assertThat(partitioning.expireAddressesEvery()).isEqualTo(Duration.ofMinutes(10));
        assertThat(partitioning.watermarkRetention()).isEmpty();
        assertThat(partitioning.onExpiry()).isEqualTo(OnExpiry.DROP);
        assertThat(partitioning.slowTablespace()).isEmpty();
        assertThat(partitioning.slowAfter()).isEqualTo(Duration.ofDays(90));
        assertThat(partitioning.quietFrom()).isEqualTo(1);
        assertThat(partitioning.quietTo()).isEqualTo(5);
        assertThat(partitioning.careEvery()).isEqualTo(Duration.ofMinutes(1));
        var cubes = config.getConfigMapping(CubeKeepingSettings.class);
        assertThat(cubes.keepQuarters()).isEqualTo(Duration.ofDays(400));
        assertThat(cubes.keepHours()).isEqualTo(Duration.ofDays(800));
        var migrating = config.getConfigMapping(MigrationSettings.class);
        assertThat(migrating.lockTimeout()).isEqualTo(Duration.ofMillis(200));
        assertThat(migrating.holdUp()).isEqualTo(Duration.ofMillis(500));
        assertThat(migrating.patience()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void takesEachKey() {
        var config = read(Map.ofEntries(
                Map.entry("warehouse.receive.name", "two"),
                Map.entry("warehouse.receive.regions", "ap"),
                Map.entry("warehouse.receive.broker-uri", "amqps://b/"),
                Map.entry("warehouse.receive.prefetch", "9"),
                Map.entry("warehouse.receive.max-mebibytes", "8"),
                Map.entry("warehouse.receive.heartbeat", "11s"),
                Map.entry("warehouse.receive.check-every", "12s"),
                Map.entry("warehouse.receive.retry-first", "13ms"),
                Map.entry("warehouse.receive.retry-max", "14s"),
                Map.entry("warehouse.receive.stop-within", "15s"),
                Map.entry("warehouse.ingest.max-batches", "16"),
                Map.entry("warehouse.ingest.max-events", "17"),
                Map.entry("warehouse.ingest.max-bytes", "18K"),
                Map.entry("warehouse.ingest.at-once", "3"),
                Map.entry("warehouse.ingest.max-wait", "19ms"),
                Map.entry("warehouse.ingest.failpoint", "after_copy"),
                Map.entry("warehouse.partition.retention", "20d"),
                Map.entry("warehouse.partition.days-ahead", "21"),
                Map.entry("warehouse.partition.clock-tolerance", "22s"),
                Map.entry("warehouse.partition.expire-addresses-every", "23s"),
                Map.entry("warehouse.partition.watermark-retention", "24d"),
                Map.entry("warehouse.partition.on-expiry", "keep"),
                Map.entry("warehouse.partition.slow-tablespace", "slow"),
                Map.entry("warehouse.partition.slow-after", "25d"),
                Map.entry("warehouse.partition.quiet-from", "22"),
                Map.entry("warehouse.partition.quiet-to", "3"),
                Map.entry("warehouse.partition.care-every", "26s"),
                Map.entry("warehouse.rollup.keep-quarters", "27d"),
                Map.entry("warehouse.rollup.keep-hours", "28d"),
                Map.entry("warehouse.migrate.lock-timeout", "29ms"),
                Map.entry("warehouse.migrate.hold-up", "30ms"),
                Map.entry("warehouse.migrate.patience", "31s")));
        var receiving = config.getConfigMapping(ReceiveSettings.class);
        var ingesting = config.getConfigMapping(IngestSettings.class);
        var partitioning = config.getConfigMapping(PartitionSettings.class);

        assertThat(receiving.name()).isEqualTo("two");
        assertThat(receiving.regions()).containsExactly("ap");
        assertThat(receiving.brokerUri()).isEqualTo("amqps://b/");
        assertThat(receiving.prefetch()).isEqualTo(9);
        assertThat(receiving.maxMebibytes()).isEqualTo(8);
        assertThat(receiving.heartbeat()).isEqualTo(Duration.ofSeconds(11));
        assertThat(receiving.checkEvery()).isEqualTo(Duration.ofSeconds(12));
        assertThat(receiving.retryFirst()).isEqualTo(Duration.ofMillis(13));
        assertThat(receiving.retryMax()).isEqualTo(Duration.ofSeconds(14));
        assertThat(receiving.stopWithin()).isEqualTo(Duration.ofSeconds(15));
        assertThat(ingesting.maxBatches()).isEqualTo(16);
        assertThat(ingesting.maxEvents()).isEqualTo(17);
        assertThat(ingesting.maxBytes().asLongValue()).isEqualTo(18 * 1024);
        assertThat(ingesting.atOnce()).isEqualTo(3);
        assertThat(ingesting.maxWait()).isEqualTo(Duration.ofMillis(19));
        assertThat(ingesting.failpoint()).contains(Failpoint.AFTER_COPY);
        assertThat(partitioning.retention()).isEqualTo(Duration.ofDays(20));
        assertThat(partitioning.daysAhead()).isEqualTo(21);
        assertThat(partitioning.clockTolerance()).isEqualTo(Duration.ofSeconds(22));
        assertThat(partitioning.expireAddressesEvery()).isEqualTo(Duration.ofSeconds(23));
        assertThat(partitioning.watermarkRetention()).contains(Duration.ofDays(24));
        assertThat(partitioning.onExpiry()).isEqualTo(OnExpiry.KEEP);
        assertThat(partitioning.slowTablespace()).contains("slow");
        assertThat(partitioning.slowAfter()).isEqualTo(Duration.ofDays(25));
        assertThat(partitioning.quietFrom()).isEqualTo(22);
        assertThat(partitioning.quietTo()).isEqualTo(3);
        assertThat(partitioning.careEvery()).isEqualTo(Duration.ofSeconds(26));
        var cubes = config.getConfigMapping(CubeKeepingSettings.class);
        assertThat(cubes.keepQuarters()).isEqualTo(Duration.ofDays(27));
        assertThat(cubes.keepHours()).isEqualTo(Duration.ofDays(28));
        var migrating = config.getConfigMapping(MigrationSettings.class);
        assertThat(migrating.lockTimeout()).isEqualTo(Duration.ofMillis(29));
        assertThat(migrating.holdUp()).isEqualTo(Duration.ofMillis(30));
        assertThat(migrating.patience()).isEqualTo(Duration.ofSeconds(31));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.receive.prefetch, 0",
        "warehouse.receive.max-mebibytes, 0",
        "warehouse.ingest.at-once, 0",
        "warehouse.receive.regions, EU!",
        "warehouse.receive.broker-uri, http://b/",
        "warehouse.receive.name, ' '",
        "warehouse.receive.heartbeat, soon",
        "warehouse.ingest.max-batches, 0",
        "warehouse.ingest.max-events, many",
        "warehouse.ingest.failpoint, nowhere",
        "warehouse.partition.days-ahead, 0",
        "warehouse.partition.on-expiry, forget",
        "warehouse.partition.quiet-from, 24",
        "warehouse.partition.retension, 1d",
        "warehouse.rollup.keep-hours, long",
        "warehouse.migrate.patience, much"
    })
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        var values = new HashMap<>(NEEDED);
        values.put(key, value);

        assertThatThrownBy(() -> read(values)).isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"warehouse.receive.name", "warehouse.receive.regions", "warehouse.receive.broker-uri"})
    void refusesToGoWithout(String key) {
        var values = new HashMap<>(NEEDED);
        values.remove(key);

        assertThatThrownBy(() -> read(values)).hasMessageContaining(key);
    }

    private static SmallRyeConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(ReceiveSettings.class)
                .withMapping(IngestSettings.class)
                .withMapping(PartitionSettings.class)
                .withMapping(CubeKeepingSettings.class)
                .withMapping(MigrationSettings.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build();
    }
}
