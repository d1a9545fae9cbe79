package io.clickway.edge.click;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "0.25,EUR,250000",
        "1,usd,1000000",
        ".5,USD,500000",
        "5.,USD,5000000",
        "0,USD,0",
        "0.0000019,USD,1",
        "999999999.999999,JPY,999999999999999",
        "' 0.1 ',' eur ',100000"
    })
    @SuppressWarnings("NullAway")
    void readsAmounts(String amount, String currency, long micros) {
        var cost = Cost.parse(amount, currency);

        assertThat(cost).isNotNull();
        assertThat(cost.micros()).isEqualTo(micros);
        assertThat(cost.currency()).hasSize(3).isUpperCase();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "'',EUR",
        ".,EUR",
        "-1,EUR",
        "+1,EUR",
        "1e3,EUR",
        "0x1,EUR",
        "'1,5',EUR",
        "1.2.3,EUR",
        "1234567890,EUR",
        "1,EURO",
        "1,XXY",
        "1,''",
        "NaN,EUR",
        "\u0661,EUR"
    })
    void refusesWhatItCantRead(String amount, String currency) {
        assertThat(Cost.parse(amount, currency)).isNull();
    }
}
