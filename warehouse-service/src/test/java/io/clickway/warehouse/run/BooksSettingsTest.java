package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.ledger.LedgerSettings;
import io.clickway.warehouse.quarantine.QuarantineSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BooksSettingsTest {

    @Test
    void hasDefaults() {
        var ledger = read(Map.of()).getConfigMapping(LedgerSettings.class);
        var quarantine = read(Map.of()).getConfigMapping(QuarantineSettings.class);

        assertThat(ledger.foldAfter()).isEqualTo(Duration.ofDays(7));
        assertThat(ledger.foldEvery()).isEqualTo(Duration.ofMinutes(10));
        assertThat(ledger.auditEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(ledger.auditWindow()).isEqualTo(Duration.ofMinutes(6));
        assertThat(quarantine.alarmThings()).isEqualTo(100_000);
        assertThat(quarantine.alarmBytes().asLongValue()).isEqualTo(1L << 30);
        assertThat(quarantine.dueEvery()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void takesEachKey() {
        var config = read(Map.of(
                "warehouse.ledger.fold-after", "1h",
                "warehouse.ledger.fold-every", "2s",
                "warehouse.ledger.audit-every", "3s",
                "warehouse.ledger.audit-window", "4s",
                "warehouse.quarantine.alarm-things", "5",
                "warehouse.quarantine.alarm-bytes", "6K",
                "warehouse.quarantine.due-every", "7s"));
        var ledger = config.getConfigMapping(LedgerSettings.class);
        var quarantine = config.getConfigMapping(QuarantineSettings.class);

        assertThat(ledger.foldAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(ledger.foldEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ledger.auditEvery()).isEqualTo(Duration.ofSeconds(3));
        assertThat(ledger.auditWindow()).isEqualTo(Duration.ofSeconds(4));
        assertThat(quarantine.alarmThings()).isEqualTo(5);
        assertThat(quarantine.alarmBytes().asLongValue()).isEqualTo(6 * 1024);
        assertThat(quarantine.dueEvery()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.ledger.fold-after, soon",
        "warehouse.ledger.fold-afterwards, 1d",
        "warehouse.quarantine.alarm-things, 0",
        "warehouse.quarantine.alarm-bytes, much"
    })
    void refusesAValueOrAKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(Exception.class);
    }

    private static SmallRyeConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(LedgerSettings.class)
                .withMapping(QuarantineSettings.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build();
    }
}
