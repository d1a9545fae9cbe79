package io.clickway.warehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlSettingsTest {

    @Test
    void hasDefaults() {
        var settings = read(Map.of());

        assertThat(settings.url()).isEmpty();
        assertThat(settings.username()).isEqualTo("reporting_api");
        assertThat(settings.password()).isEmpty();
        assertThat(settings.rows()).isEqualTo(100_000);
        assertThat(settings.bytes().asLongValue()).isEqualTo(64L << 20);
        assertThat(settings.time()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.atOnce()).isEqualTo(4);
        assertThat(settings.atOncePerWorkspace()).isEqualTo(2);
        assertThat(settings.directTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.watchEvery()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void takesEachKey() {
        var settings = read(Map.of(
                "warehouse.sql.url", "jdbc:postgresql://replica/clickway",
                "warehouse.sql.username", "someone",
                "warehouse.sql.password", "secret",
                "warehouse.sql.rows", "5",
                "warehouse.sql.bytes", "6K",
                "warehouse.sql.time", "7s",
                "warehouse.sql.at-once", "8",
                "warehouse.sql.at-once-per-workspace", "1",
                "warehouse.sql.direct-time", "9s",
                "warehouse.sql.watch-every", "10s"));

        assertThat(settings.url()).contains("jdbc:postgresql://replica/clickway");
        assertThat(settings.username()).isEqualTo("someone");
        assertThat(settings.password()).contains("secret");
        assertThat(settings.rows()).isEqualTo(5);
        assertThat(settings.bytes().asLongValue()).isEqualTo(6 * 1024);
        assertThat(settings.time()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.atOnce()).isEqualTo(8);
        assertThat(settings.atOncePerWorkspace()).isEqualTo(1);
        assertThat(settings.directTime()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.watchEvery()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.sql.rows, 0",
        "warehouse.sql.bytes, much",
        "warehouse.sql.time, soon",
        "warehouse.sql.at-once, 9",
        "warehouse.sql.at-twice, 2"
    })
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(Exception.class);
    }

    private static SqlSettings read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(SqlSettings.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(SqlSettings.class);
    }
}
