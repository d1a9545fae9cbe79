package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.trace.TraceSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(read(Map.of()).oneIn()).isEqualTo(1_000);
    }

    @Test
    void takesEachKey() {
        assertThat(read(Map.of("warehouse.trace.one-in", "7")).oneIn()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"warehouse.trace.one-in, 0", "warehouse.trace.one-in, few", "warehouse.trace.ratio, 1"})
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(Exception.class);
    }

    private static TraceSettings read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(TraceSettings.class)
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(TraceSettings.class);
    }
}
