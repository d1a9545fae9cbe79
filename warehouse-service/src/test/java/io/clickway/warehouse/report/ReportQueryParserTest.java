package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.ReportQuery.Format;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportQueryParserTest {

    @Test
    void asksForEverythingInUtcWhenNothingIsSaid() {
        var query = parse(Map.of());
        assertThat(query.by()).isEmpty();
        assertThat(query.range()).isEqualTo(TimeRange.parse(null, null, query.zone()));
        assertThat(query.zone().getId()).isEqualTo("UTC");
        assertThat(query.limit()).isEqualTo(10_000);
        assertThat(query.where()).isEqualTo(Filter.ALL);
        assertThat(query.measures()).containsExactly(Measure.CLICKS);
    }

    @Test
    void readsLocalTimesInTheAskedZone() {
        var query = parse(Map.of(
                "tz", List.of("Asia/Kathmandu"), "from", List.of("2026-11-22"), "to", List.of("2026-11-22T10:00")));
        assertThat(query.range().from()).contains(Instant.parse("2026-11-21T18:15:00Z"));
        assertThat(query.range().to()).contains(Instant.parse("2026-11-22T04:15:00Z"));
    }

    @Test
    void takesASpaceForTheUnescapedPlusOfAnOffset() {
        var query = parse(Map.of("from", List.of("2026-11-22T00:00:00 05:45")));
        assertThat(query.range().from()).contains(Instant.parse("2026-11-21T18:15:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by|contry|possible are hour, day, week, month, hour_of_week, link",
                "by|country,country|names country twice",
                "measures|visits|possible are clicks, visitors, visitors_exact, bots, share, cost, change",
                "measures|clicks,clicks|names clicks twice",
                "measures|change|needs both from and to",
                "tz|Mars/Olympus|possible are IANA zones",
                "tz|UTC+3|possible are IANA zones",
                "from|yesterday|must be a time such as",
                "from|-4000-01-01|must be a time such as",
                "limit|0|must be a number from 1 to 100000",
                "limit|many|must be a number from 1 to 100000",
                "format|xml|possible are json, csv, ndjson",
                "where|human|is written dimension:value",
                "where|contry:DE|has no dimension 'contry'",
                "where|verdict:robot|possible are bot, human, preview, suspect, unknown",
                "where|day:2026-11-22|use from and to",
                "sort|name|possible are clicks",
                "group|country|is unknown; known are from",
            })
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs(String parameter, String value, String said) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parse(Map.of(parameter, List.of(value))))
                .satisfies(refusal -> {
                    assertThat(refusal.problem().status()).isEqualTo(400);
                    assertThat(refusal.problem().errors().getFirst().field()).isEqualTo(parameter);
                    assertThat(refusal.problem().detail()).contains(said);
                });
    }

    @Test
    void refusesARangeThatGoesBack() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parse(Map.of("from", List.of("2026-11-22"), "to", List.of("2026-11-21"))))
                .withMessageContaining("must not be before from");
    }

    private static ReportQuery parse(Map<String, List<String>> parameters) {
        return ReportQueryParser.parse(parameters, Format.JSON);
    }
}
