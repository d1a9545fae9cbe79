package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.Filter.And;
import io.clickway.warehouse.report.Filter.AnyOf;
import io.clickway.warehouse.report.Filter.Not;
import io.clickway.warehouse.report.Filter.Or;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {

    private static final Filter GERMAN = any(Dimension.COUNTRY, "DE");
    private static final Filter HUMAN = any(Dimension.VERDICT, "human");
    private static final Filter TABLET = any(Dimension.DEVICE, "tablet");

    @Test
    void nothingIsEveryClick() {
        assertThat(parse()).isEqualTo(Filter.ALL);
        assertThat(parse(" ")).isEqualTo(Filter.ALL);
    }

    @Test
    void readsTheOldFormOfCommas() {
        assertThat(parse("verdict:human,bot,country:de", "country:AT"))
                .isEqualTo(new And(List.of(
                        new And(List.of(any(Dimension.VERDICT, "human", "bot"), GERMAN)),
                        any(Dimension.COUNTRY, "AT"))));
        assertThat(parse("sub1:a:b,x:y")).isEqualTo(any(Dimension.SUB1, "a:b", "x:y"));
        assertThat(parse("os:Mac OS")).isEqualTo(any(Dimension.OS, "Mac OS"));
        assertThat(parse("country:")).isEqualTo(any(Dimension.COUNTRY, ""));
        assertThat(parse("country:DE,")).isEqualTo(any(Dimension.COUNTRY, "DE", ""));
        assertThat(parse("utm_source:(direct),(none)")).isEqualTo(any(Dimension.UTM_SOURCE, "(direct)", "(none)"));
    }

    @Test
    void orBindsLessThanAndWhichBindsLessThanNot() {
        assertThat(parse("country:DE or verdict:human and not device:tablet"))
                .isEqualTo(new Or(List.of(GERMAN, new And(List.of(HUMAN, new Not(TABLET))))));
        assertThat(parse("(country:DE or verdict:human) AND NOT (device:tablet)"))
                .isEqualTo(new And(List.of(new Or(List.of(GERMAN, HUMAN)), new Not(TABLET))));
        assertThat(parse("not(country:DE)or(verdict:human)")).isEqualTo(new Or(List.of(new Not(GERMAN), HUMAN)));
        assertThat(parse("not not country:DE")).isEqualTo(new Not(new Not(GERMAN)));
        assertThat(parse("not country:DE,verdict:human")).isEqualTo(new And(List.of(new Not(GERMAN), HUMAN)));
    }

    @Test
    void quotesTakeEverything() {
        assertThat(parse("sub1:\"a, b) and \\\"c\\\" \\\\\", d or sub2:x"))
                .isEqualTo(new Or(List.of(any(Dimension.SUB1, "a, b) and \"c\" \\", "d"), any(Dimension.SUB2, "x"))));
        assertThat(parse("os:\"Mac OS\"and country:DE"))
                .isEqualTo(new And(List.of(any(Dimension.OS, "Mac OS"), GERMAN)));
    }

    @Test
    void wordsWithinValuesStayValues() {
        assertThat(parse("city:Andorra la Vella,Oregon City"))
                .isEqualTo(any(Dimension.CITY, "Andorra la Vella", "Oregon City"));
        assertThat(parse("sub1:notable")).isEqualTo(any(Dimension.SUB1, "notable"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "country:DE and|a dimension:value is missing at its end",
                "country:DE and and verdict:human|a dimension:value is missing at character 16 ('and verdict:human')",
                "(country:DE|a closing parenthesis is missing at its end",
                "country:DE)|belongs to nothing at character 11 (')')",
                "()|a dimension:value is missing at character 2",
                "sub1:\"a|the closing quote is missing at character 6",
                "sub1:\"a\" b|belongs to nothing at character 10 ('b')",
                "utm_source:(x|a parenthesis within a value is not closed",
                "planet:Mars|has no dimension 'planet' (at character 1); possible are hour",
                "country:DE and (planet:Mars)|has no dimension 'planet' (at character 17)",
                "verdict:robot|possible are bot, human, preview, suspect, unknown",
                "device:phone|possible are bot, console, desktop, mobile, other, tablet, tv",
                "asn:many|it is a number such as 64496",
                "hour_of_week:3|use from and to",
                "sub1:rock and roll|a dimension:value is missing at character 15 ('roll')",
            })
    void saysWhatIsWrongAndWhere(String text, String said) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parse(text))
                .satisfies(refusal -> assertThat(
                                refusal.problem().errors().getFirst().field())
                        .isEqualTo("where"))
                .withMessageContaining(said);
    }

    @Test
    void isBounded() {
        refuses("not ".repeat(30) + "country:DE", "nested more than 20 deep");
        refuses("(".repeat(3_000) + "country:DE", "nested more than 20 deep");
        refuses("sub1:" + "x,".repeat(1_001), "more than 1000 values");
        refuses("sub1:" + "x".repeat(8_000), "more than 8000 characters");
    }

    @Test
    void aFilterWrittenOutAndReadAgainHoldsForTheSameClicks() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var filter = random(random, 3);
            var again = parse(written(filter));
            for (int j = 0; j < 20; j++) {
                var click = Map.of(
                        Dimension.COUNTRY, List.of("DE", "AT", "").get(random.nextInt(3)),
                        Dimension.OS, List.of("Mac OS", "a,b", "x and y").get(random.nextInt(3)),
                        Dimension.SUB1, List.of("(", "\"", "\\").get(random.nextInt(3)));
                assertThat(again.holds(click::get))
                        .as("seed %d: %s", seed, written(filter))
                        .isEqualTo(filter.holds(click::get));
            }
        }
    }

    private static Filter random(Random random, int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(4)) {
            case 0 -> new Not(random(random, depth - 1));
            case 1 -> new And(several(random, depth - 1));
            case 2 -> new Or(several(random, depth - 1));
            default ->
                switch (random.nextInt(3)) {
                    case 0 -> any(Dimension.COUNTRY, List.of("DE", "AT", "").get(random.nextInt(3)));
                    case 1 ->
                        any(Dimension.OS, "Mac OS", List.of("a,b", "x and y").get(random.nextInt(2)));
                    default -> any(Dimension.SUB1, List.of("(", "\"", "\\").get(random.nextInt(3)));
                };
        };
    }

    private static List<Filter> several(Random random, int depth) {
        var parts = new ArrayList<Filter>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            parts.add(random(random, depth));
        }
        return parts;
    }

    private static String written(Filter filter) {
        return switch (filter) {
            case And(var parts) -> joined(parts, " and ");
            case Or(var parts) -> joined(parts, " or ");
            case Not(var part) -> "not " + written(part);
            case AnyOf(var dimension, var values) ->
                dimension.text() + ":"
                        + values.stream()
                                .map(value -> "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                .collect(Collectors.joining(","));
        };
    }

    private static String joined(List<Filter> parts, String word) {
        return parts.stream().map(FilterParserTest::written).collect(Collectors.joining(word, "(", ")"));
    }

    private static void refuses(String text, String said) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parse(text))
                .withMessageContaining(said);
    }

    private static Filter any(Dimension dimension, String... values) {
        return new AnyOf(dimension, Set.of(values));
    }

    private static Filter parse(String... texts) {
        return FilterParser.parse(List.of(texts));
    }
}
