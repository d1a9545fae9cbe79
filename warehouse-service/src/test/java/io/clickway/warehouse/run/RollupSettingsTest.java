package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.rollup.RollupSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupSettingsTest {

    @Test
    void hasDefaults() {
        var settings = read(Map.of());

        assertThat(settings.foldEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.foldAfterClicks()).isEqualTo(200_000);
        assertThat(settings.checkEvery()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.checkBuckets()).isEqualTo(24);
        assertThat(settings.recountEvery()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesEachKey() {
        var settings = read(Map.of(
                "warehouse.rollup.fold-every", "11s",
                "warehouse.rollup.fold-after-clicks", "12000",
                "warehouse.rollup.check-every", "13h",
                "warehouse.rollup.check-buckets", "14",
                "warehouse.rollup.recount-every", "15s"));

        assertThat(settings.foldEvery()).isEqualTo(Duration.ofSeconds(11));
        assertThat(settings.foldAfterClicks()).isEqualTo(12_000);
        assertThat(settings.checkEvery()).isEqualTo(Duration.ofHours(13));
        assertThat(settings.checkBuckets()).isEqualTo(14);
        assertThat(settings.recountEvery()).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.rollup.fold-every, soon",
        "warehouse.rollup.fold-after-clicks, 0",
        "warehouse.rollup.check-buckets, 0",
        "warehouse.rollup.check-buckets, 1001",
        "warehouse.rollup.folds, 1"
    })
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(Exception.class);
    }

    private static RollupSettings read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(RollupSettings.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(RollupSettings.class);
    }
}
