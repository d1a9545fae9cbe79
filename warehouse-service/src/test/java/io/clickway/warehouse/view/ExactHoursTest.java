package io.clickway.warehouse.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactHoursTest {

    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void fitsAQuestionByTheHourOfTheWeekOverWholeMonths() {
        assertThat(ExactHours.fits(OCTOBER, NOVEMBER, UTC, Set.of("hour_of_week", "country", "verdict")))
                .isTrue();
        assertThat(ExactHours.fits(OCTOBER, NOVEMBER, UTC, ExactHours.DIMENSIONS))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign", "link", "day", "week", "hour", "os", "city", "sub1"})
    void doesNotFitWhenTheViewLacksADimension(String lacking) {
        assertThat(ExactHours.fits(OCTOBER, NOVEMBER, UTC, Set.of("hour_of_week", lacking)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-01T00:00:00Z, 2026-10-31T00:00:00Z",
        "2026-10-01T00:15:00Z, 2026-11-01T00:00:00Z",
        "2026-10-02T00:00:00Z, 2026-11-01T00:00:00Z",
        "2026-10-01T00:00:00Z, 2026-10-01T00:00:00Z",
        "2026-11-01T00:00:00Z, 2026-10-01T00:00:00Z",
        "2026-10-01T00:00:00.001Z, 2026-11-01T00:00:00Z"
    })
    void doesNotFitARangeThatIsNoWholeMonths(Instant from, Instant to) {
        assertThat(ExactHours.fits(from, to, UTC, Set.of("hour_of_week"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z, true",
        "Africa/Abidjan, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z, true",
        "Europe/London, 2026-01-01T00:00:00Z, 2026-03-01T00:00:00Z, true",
        "Europe/London, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z, false",
        "Europe/London, 2026-07-01T00:00:00Z, 2026-08-01T00:00:00Z, false",
        "Asia/Kathmandu, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, false",
        "Europe/Kyiv, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, false"
    })
    void fitsEveryZoneWhoseClockShowsUtcInTheWholeRange(String zone, Instant from, Instant to, boolean fits) {
        assertThat(ExactHours.fits(from, to, ZoneId.of(zone), Set.of("hour_of_week")))
                .isEqualTo(fits);
    }
}
