package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayLabelTest {

    @ParameterizedTest
    @CsvSource({
        "HOUR, 2026-11-21T18:15:00Z, Asia/Kathmandu, 2026-11-22T00:00:00+05:45",
        "DAY, 2026-11-21T18:15:00Z, Asia/Kathmandu, 2026-11-22T00:00:00+05:45",
        "HOUR, 2026-11-22T00:00:00Z, UTC, 2026-11-22T00:00:00+00:00",
        // The hour from 3 to 4 comes twice when summer time ends.
        "HOUR, 2026-10-25T00:00:00Z, Europe/Kyiv, 2026-10-25T03:00:00+03:00",
        "HOUR, 2026-10-25T01:00:00Z, Europe/Kyiv, 2026-10-25T03:00:00+02:00",
        // Havana repeats midnight: the day begins with the first one, whichever Postgres names.
        "DAY, 2026-11-01T05:00:00Z, America/Havana, 2026-11-01T00:00:00-04:00",
        // Cairo has no midnight on this day.
        "DAY, 2026-04-23T22:00:00Z, Africa/Cairo, 2026-04-24T01:00:00+03:00",
    })
    void namesAGroupByItsFirstMomentInTheAskedZone(Dimension dimension, String start, String zone, String label) {
        assertThat(ReportStore.label(dimension, OffsetDateTime.parse(start), ZoneId.of(zone)))
                .isEqualTo(label);
    }
}
