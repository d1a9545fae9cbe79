package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.report.ReportQuery.Format;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceChoiceTest {

    private static final long NEVER_COUNTED = -1;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-|-|-|all",
                "-|-|bots,change|all",
                "-|verdict:human|-|total",
                "region|-|-|total",
                "verdict,region,workspace,day|-|bots,share|total",
                "link|-|-|all_by_link",
                "link,source|-|-|link",
                "link|verdict:bot|-|link",
                "country|-|bots|all_by_country",
                "campaign|-|bots|all_by_campaign",
                "campaign|verdict:human|-|campaign",
                "country,device|verdict:human|-|country",
                "country|campaign:x|-|campaign_country",
                "os,browser|-|-|all_by_browser",
                "os,browser|region:eu|-|browser",
                "os,browser|campaign:x|-|agent",
                "offer,lander,rule|-|-|offer",
                "campaign|-|cost|all_by_campaign+all_costs",
                "campaign,region|-|cost|campaign+campaign_cost",
                "link|-|cost|all_by_link+cost",
                "-|-|cost|all+all_costs",
                "currency|-|clicks|all+all_costs",
                "currency|-|bots|all+campaign_cost",
                "-|-|visitors|all+all_visitors",
                "verdict|-|visitors|total+total_visitors",
                "campaign|-|visitors|all_by_campaign+campaign_visitors",
                "country|-|visitors,clicks|all_by_country+country_visitors",
                "country,offer|-|-|",
                "country|-|cost|",
                "country,campaign|-|visitors|",
                "sub1|-|-|",
                "edge|-|-|",
                "-|-|visitors_exact|",
                "-|utm_source:x|-|",
            })
    void takesTheSmallestCubeThatKnowsAll(String by, String where, String measures, String cube) {
        var chosen = choose(by, where, measures, "2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", stock());
        assertThat(chosen.source().cube()).isEqualTo(cube == null ? "" : cube);
        assertThat(chosen.source().text()).isEqualTo(cube == null ? "raw" : "rollup");
    }

    @Test
    void takesRawClicksWhereARangeCutsAQuarterOrASketchedHour() {
        assertThat(choose("country", null, null, "2026-11-01T00:00:01Z", "2026-11-20T00:00:00Z", stock())
                        .why())
                .contains("cuts a quarter of an hour");
        assertThat(choose("country", null, null, "2026-11-01T00:15:00Z", "2026-11-20T00:00:00Z", stock())
                        .why())
                .isEmpty();
        assertThat(choose("country", null, "visitors", "2026-11-01T00:15:00Z", "2026-11-20T00:00:00Z", stock())
                        .why())
                .contains("visitors are sketched by whole hours");
    }

    @Test
    void takesAWiderCubeWhereTheNarrowOneHasNoQuarters() {
        var cut = choose("campaign", null, "cost", "2026-11-01T00:15:00Z", "2026-11-20T00:00:00Z", stock());
        assertThat(cut.source().cube()).isEqualTo("campaign_country+cost");
    }

    @Test
    void takesRawClicksWhenADayOfTheRangeIsNotCounted() {
        var lacking = stock(List.of(LocalDate.parse("2026-11-10")), Map.of());
        assertThat(choose("country", null, null, "2026-11-10T23:00:00Z", "2026-11-12T00:00:00Z", lacking)
                        .why())
                .contains("don't count every day");
        assertThat(choose("country", null, null, "2026-11-11T00:00:00Z", "2026-11-12T00:00:00Z", lacking)
                        .why())
                .isEmpty();
        assertThat(choose("country", null, "change", "2026-11-11T00:00:00Z", "2026-11-12T00:00:00Z", lacking)
                        .why())
                .contains("don't count every day");
    }

    @Test
    void doesWithoutFineCellsWhereTheyAreGone() {
        var coarse = stock(List.of(), Map.of(Span.QUARTER, Instant.parse("2026-11-01T00:00:00Z")));
        assertThat(choose("country", null, null, "2026-10-01T00:00:00Z", "2026-11-12T00:00:00Z", coarse)
                        .why())
                .isEmpty();
        assertThat(choose("country", null, null, "2026-10-01T00:15:00Z", "2026-11-12T00:00:00Z", coarse)
                        .why())
                .contains("counts by quarter of an hour are kept from 2026-11-01T00:00:00Z on only");
    }

    private static SourceChoice.Chosen choose(
            @org.jspecify.annotations.Nullable String by,
            @org.jspecify.annotations.Nullable String where,
            @org.jspecify.annotations.Nullable String measures,
            String from,
            String to,
            Stock stock) {
        var parameters = new HashMap<String, List<String>>();
        parameters.put("from", List.of(from));
        parameters.put("to", List.of(to));
        if (by != null) {
            parameters.put("by", List.of(by));
        }
        if (where != null) {
            parameters.put("where", List.of(where));
        }
        if (measures != null) {
            parameters.put("measures", List.of(measures));
        }
        var query = ReportQueryParser.parse(parameters, Format.JSON);
        var asked = Period.asked(query, Instant.parse(from), Instant.parse(to));
        var periods = query.asks(Measure.CHANGE) ? List.of(asked, asked.before()) : List.of(asked);
        return SourceChoice.choose(query, periods, stock);
    }

    private static Stock stock() {
        return stock(List.of(), Map.of());
    }

    private static Stock stock(List<LocalDate> lacking, Map<Span, Instant> fineFrom) {
        return new Stock(
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                Optional.of(Instant.parse("2026-12-01T00:00:00Z")),
                lacking,
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                fineFrom,
                Arrays.stream(Cube.values()).collect(Collectors.toMap(cube -> cube, _ -> NEVER_COUNTED)),
                List.of(1),
                0.0115,
                1,
                false);
    }
}
