package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.ReportQuery.Format;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        assertThat(query.needsRaw()).isFalse();
    }

    @Test
    void valuesOfOneDimensionAreAlternativesHoweverTheyAreWritten() {
        var query = parse(Map.of("where", List.of("verdict:human,bot,country:de", "country:AT")));
        assertThat(query.where())
                .isEqualTo(Map.of(
                        Dimension.VERDICT, Set.of("human", "bot"),
                        Dimension.COUNTRY, Set.of("DE", "AT")));
    }

    @Test
    void keepsColonsInTheValuesOfAFilter() {
        var query = parse(Map.of("where", List.of("sub1:a:b,x:y")));
        assertThat(query.where()).isEqualTo(Map.of(Dimension.SUB1, Set.of("a:b", "x:y")));
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

    @Test
    void answersFromRawClicksOnlyWhenTheRollupCannot() {
        assertThat(parse(Map.of("by", List.of("country,hour"), "from", List.of("2026-11-22T00:15:00Z")))
                        .needsRaw())
                .isFalse();
        assertThat(parse(Map.of("from", List.of("2026-11-22T00:15:01Z"))).needsRaw())
                .isTrue();
        assertThat(parse(Map.of("by", List.of("browser"))).needsRaw()).isTrue();
        assertThat(parse(Map.of("where", List.of("sub1:x"))).needsRaw()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by|contry|possible are hour, day, week, month, link",
                "by|country,country|names country twice",
                "measures|visitors|possible is clicks",
                "tz|Mars/Olympus|possible are IANA zones",
                "tz|UTC+3|possible are IANA zones",
                "from|yesterday|must be a time such as",
                "from|-4000-01-01|must be a time such as",
                "limit|0|must be a number from 1 to 100000",
                "limit|many|must be a number from 1 to 100000",
                "format|xml|possible are json, csv",
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
