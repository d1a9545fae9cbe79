package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.view.ViewSettings;
import io.clickway.warehouse.view.WideView;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewSettingsTest {

    @Test
    void hasDefaults() {
        var settings = read(Map.of());

        assertThat(settings.refreshEvery()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.every()).isEmpty();
        assertThat(settings.timeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void takesEachKey() {
        var settings = read(Map.of(
                "warehouse.view.refresh-every", "2m",
                "warehouse.view.every.visitors", "1h",
                "warehouse.view.every.country-device-hours", "6h",
                "warehouse.view.timeout", "3s"));

        assertThat(settings.refreshEvery()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.every())
                .isEqualTo(Map.of(
                        WideView.VISITORS, Duration.ofHours(1),
                        WideView.COUNTRY_DEVICE_HOURS, Duration.ofHours(6)));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.view.refresh-every, soon",
        "warehouse.view.refresh-every, 1s",
        "warehouse.view.every.visitors, 1s",
        "warehouse.view.every.guests, 1h",
        "warehouse.view.timeout, 0s",
        "warehouse.view.timeout, 1h",
        "warehouse.view.refresh, 1h"
    })
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)).every()).isInstanceOf(Exception.class);
    }

    private static ViewSettings read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(ViewSettings.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(ViewSettings.class);
    }
}
