package io.clickway.edge.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentsTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private final Agents agents = new Agents();
    private final Judge judge = new Judge();

    @ParameterizedTest(name = "{0} {1} {2} {3}: {4}")
    @CsvFileSource(resources = "/user-agents.csv", delimiter = '|')
    void recognises(Agent.Kind kind, Device device, String os, String browser, String userAgent) {
        assertThat(agents.recognise(userAgent)).isEqualTo(new Agent(device, os, browser, kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void saysThatAnEmptyUserAgentIsEmpty(String userAgent) {
        assertThat(agents.recognise(userAgent).kind()).isEqualTo(Agent.Kind.EMPTY);
    }

    @Test
    void survivesAnyText() {
        long seed = 4711;
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            var bytes = new byte[random.nextInt(513)];
            random.nextBytes(bytes);
            assertThatCode(() -> agents.recognise(new String(bytes, StandardCharsets.UTF_16)))
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void findsEveryTokenThatOverlapsAnother() {
        var scanner = new TokenScanner(List.of("he", "she", "his", "hers"));

        assertThat(scanner.scan("uSHErs")[0]).isEqualTo(0b1011);
        assertThat(scanner.scan("hi\u00e9s")[0]).isZero();
    }

    @Test
    void findsWhatIndexOfFinds() {
        long seed = 99;
        var random = new Random(seed);
        var tokens = random.ints(150, 1, 6)
                .mapToObj(length -> letters(random, length))
                .distinct()
                .toList();
        var scanner = new TokenScanner(tokens);
        for (int i = 0; i < 500; i++) {
            var text = letters(random, random.nextInt(80));
            var hits = scanner.scan(text);
            for (int token = 0; token < tokens.size(); token++) {
                assertThat((hits[token / 64] & 1L << token) != 0)
                        .as("seed %d, '%s' in '%s'", seed, tokens.get(token), text)
                        .isEqualTo(text.contains(tokens.get(token)));
            }
        }
    }

    private static String letters(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(4)));
        }
        return text.toString();
    }

    @Test
    void judgesByTheStrongestSign() {
        assertJudged(Method.GET, FIREFOX, false, Verdict.HUMAN);
        assertJudged(Method.POST, FIREFOX, false, Verdict.HUMAN);
        assertJudged(Method.HEAD, FIREFOX, false, Verdict.PREVIEW, "method-head");
        assertJudged(Method.GET, FIREFOX, true, Verdict.PREVIEW, "prefetch");
        assertJudged(Method.GET, "", false, Verdict.SUSPECT, "ua-empty");
        assertJudged(Method.HEAD, "", false, Verdict.PREVIEW, "method-head");
        assertJudged(Method.GET, "curl/8.0", false, Verdict.BOT, "ua-crawler");
        assertJudged(Method.HEAD, "curl/8.0", false, Verdict.BOT, "ua-crawler");
        assertJudged(Method.GET, "Twitterbot/1.0", false, Verdict.PREVIEW, "link-preview");
        assertJudged(Method.HEAD, "Twitterbot/1.0", true, Verdict.PREVIEW, "link-preview");
    }

    private void assertJudged(Method method, String userAgent, boolean prefetch, Verdict verdict, String... reasons) {
        var judgement = judge.judge(method, userAgent, prefetch);
        assertThat(judgement.verdict()).isEqualTo(verdict);
        assertThat(judgement.reasons()).containsExactly(reasons);
    }
}
