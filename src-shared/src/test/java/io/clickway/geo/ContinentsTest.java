package io.clickway.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinentsTest {

    @Test
    void knowEachCountryOfIsoAndKosovoAndNoOther() {
        var iso = new TreeSet<>(Set.of(Locale.getISOCountries()));
        // The Netherlands Antilles are no more; the JDK may still list them.
        iso.remove("AN");
        iso.add("XK");

        assertThat(new TreeSet<>(Continents.countries())).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({
        "DE, EU", "RU, EU", "CY, AS", "TR, AS", "GE, AS", "EG, AF", "US, NA", "MX, NA", "PA, NA", "BR, SA", "AU, OC",
        "TL, OC", "AQ, AN", "XK, EU", "ZZ, ''", "'', ''"
    })
    void tellAContinent(String country, String continent) {
        assertThat(Continents.of(country)).isEqualTo(continent);
    }
}
