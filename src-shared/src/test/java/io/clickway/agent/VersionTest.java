package io.clickway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "17_5_1 like Mac|17.5.1",
                "/120.0.0.0 Safari|120",
                "/137.0.7151.89|137.0.7151.89",
                "/1.2.3.4.5|1.2.3.4",
                " 10;|10",
                "/0|0",
                "/00|00",
                "/5.|5",
                "/5.x|5",
                "x|\"\"",
                "/|\"\"",
                "/.5|\"\"",
                "/999999999|999999999",
                "/9999999999|\"\"",
                "/1.9999999999|\"\""
            })
    void readsAsFarAsNumbersGo(String text, String version) {
        assertThat(Version.read(text, 0)).isEqualTo(version);
    }
}
