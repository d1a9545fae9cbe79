package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clickway.warehouse.problem.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeGridTest {

    @ParameterizedTest
    @CsvSource({
        "HOUR, 2026-11-21T18:15:00Z, Asia/Kathmandu, 2026-11-22T00:00:00+05:45",
        "DAY, 2026-11-21T18:15:00Z, Asia/Kathmandu, 2026-11-22T00:00:00+05:45",
        "DAY, 2026-11-22T18:14:59.999Z, Asia/Kathmandu, 2026-11-22T00:00:00+05:45",
        "WEEK, 2026-11-22T12:00:00Z, UTC, 2026-11-16T00:00:00+00:00",
        "MONTH, 2026-11-30T23:00:00Z, Europe/Kyiv, 2026-12-01T00:00:00+02:00",
        "HOUR, 2026-11-22T00:00:00Z, UTC, 2026-11-22T00:00:00+00:00",
        // The hour from 3 to 4 comes twice when summer time ends.
        "HOUR, 2026-10-25T00:00:00Z, Europe/Kyiv, 2026-10-25T03:00:00+03:00",
        "HOUR, 2026-10-25T01:00:00Z, Europe/Kyiv, 2026-10-25T03:00:00+02:00",
        // Havana repeats midnight: the day begins with the first one, whichever Postgres names.
        "DAY, 2026-11-01T05:00:00Z, America/Havana, 2026-11-01T00:00:00-04:00",
        // Cairo has no midnight on this day.
        "DAY, 2026-04-23T22:00:00Z, Africa/Cairo, 2026-04-24T01:00:00+03:00",
        // Samoa went from Thursday to Saturday.
        "DAY, 2011-12-30T10:00:00Z, Pacific/Apia, 2011-12-31T00:00:00+14:00",
        // Half an hour is turned back: from 2:00 to 1:30.
        "HOUR, 2026-04-04T15:05:00Z, Australia/Lord_Howe, 2026-04-05T01:00:00+10:30",
    })
    void namesAGroupByItsFirstMomentInTheAskedZone(Dimension dimension, Instant at, String zone, String label) {
        var grid = grid(List.of(dimension), zone, at, at.plusMillis(1));
        assertThat(grid.labels(grid.groups().getFirst())).containsExactly(label);
    }

    @Test
    void daysHaveAsManyHoursAsTheirZoneSays() {
        var spring = grid(List.of(Dimension.HOUR), "Europe/Kyiv", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z");
        var autumn = grid(List.of(Dimension.HOUR), "Europe/Kyiv", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z");
        assertThat(spring.starts()).hasSize(23);
        assertThat(autumn.starts()).hasSize(25);
        assertThat(grid(List.of(Dimension.DAY), "Europe/Kyiv", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z")
                        .starts())
                .hasSize(1);
    }

    @Test
    void aDayThatGoesOnAfterTheNextHasBegunIsOneGroup() {
        // One minute after midnight the clock went back to 23:01.
        var grid = grid(List.of(Dimension.DAY), "America/St_Johns", "2010-11-06T12:00:00Z", "2010-11-07T12:00:00Z");
        assertThat(grid.groups()).containsExactly(1, 2, 1, 2);
        assertThat(grid.isPlain()).isFalse();
        assertThat(grid.labels(2)).containsExactly("2010-11-07T00:00:00-02:30");
    }

    @Test
    void hoursOfTheWeekCountFromMondayMidnight() {
        var grid = grid(List.of(Dimension.HOUR_OF_WEEK), "UTC", "2026-11-22T23:30:00Z", "2026-11-30T01:00:00Z");
        assertThat(grid.labels(1)).containsExactly(167);
        assertThat(grid.labels(2)).containsExactly(0);
        assertThat(grid.groups().getLast()).isEqualTo(2);
        assertThat(grid.places(0).stream().mapToInt(Integer::intValue).max()).hasValue(167);
    }

    @Test
    void severalDimensionsOfTimeAreCutTogether() {
        var grid =
                grid(List.of(Dimension.MONTH, Dimension.WEEK), "UTC", "2026-10-26T00:00:00Z", "2026-11-09T00:00:00Z");
        assertThat(grid.starts())
                .containsExactly(
                        Instant.parse("2026-10-26T00:00:00Z"),
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Instant.parse("2026-11-02T00:00:00Z"));
        assertThat(grid.labels(2)).containsExactly("2026-11-01T00:00:00+00:00", "2026-10-26T00:00:00+00:00");
    }

    @Test
    void thePeriodBeforeIsComparedDayByDay() {
        var asked = grid(List.of(Dimension.DAY), "UTC", "2026-11-10T00:00:00Z", "2026-11-12T12:00:00Z");
        var before = asked.follow(Instant.parse("2026-11-07T12:00:00Z"), Instant.parse("2026-11-10T00:00:00Z"));
        assertThat(before.starts()).hasSize(3);
        assertThat(before.groups()).containsExactly(1, 2, 3);
        var longer = asked.follow(Instant.parse("2026-11-05T12:00:00Z"), Instant.parse("2026-11-10T00:00:00Z"));
        assertThat(longer.groups()).containsExactly(1, 2, 3, 0);
    }

    @Test
    void refusesMoreGroupsThanAnybodyReads() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> grid(List.of(Dimension.HOUR), "UTC", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z"))
                .withMessageContaining("narrow from and to or take day, week or month");
    }

    @Test
    void withoutTimeThereIsOneGroup() {
        var grid = grid(List.of(), "Europe/Kyiv", "2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        assertThat(grid.starts()).hasSize(1);
        assertThat(grid.isPlain()).isTrue();
    }

    @Test
    void midnightsThatDoNotExistBeginADayAllTheSame() {
        var zone = ZoneId.of("America/Sao_Paulo");
        var day = LocalDate.parse("2018-11-04").atStartOfDay(zone).toInstant();
        var grid = grid(List.of(Dimension.DAY), zone.getId(), day.minusSeconds(3_600), day.plusSeconds(3_600));
        assertThat(grid.starts()).containsExactly(day.minusSeconds(3_600), day);
        assertThat(grid.labels(2)).containsExactly("2018-11-04T01:00:00-02:00");
    }

    private static TimeGrid grid(List<Dimension> by, String zone, String from, String to) {
        return grid(by, zone, Instant.parse(from), Instant.parse(to));
    }

    private static TimeGrid grid(List<Dimension> by, String zone, Instant from, Instant to) {
        return TimeGrid.of(by, ZoneId.of(zone), from, to);
    }
}
