package io.clickway.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    @ParameterizedTest
    @CsvSource({
        "de, EU, BY, x, 1",
        "DEU, EU, BY, x, 1",
        "D, EU, BY, x, 1",
        "1E, EU, BY, x, 1",
        "DE, Eu, BY, x, 1",
        "DE, XX, BY, x, 1",
        "DE, EU, by, x, 1",
        "DE, EU, ABCD, x, 1",
        "DE, EU, BY, x, -1"
    })
    void refusesWhatIsNoCode(String country, String continent, String subdivision, String city, int asn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Place(country, continent, subdivision, city, asn))
                .withMessageStartingWith("place: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\ud83c", "\udf0d", "\udf0d\ud83c", "a\ud83cb"})
    void refusesACityThatCantBeStored(String city) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("", "", "", city, 0));
    }

    @Test
    void boundsTheNameOfACity() {
        assertThat(new Place("", "", "", "x".repeat(64), 0).city()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("", "", "", "x".repeat(65), 0));
    }
}
