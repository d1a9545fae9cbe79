package io.clickway.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class GlobTest {

    @Test
    void starsAndQuestionMarksStandForCharacters() {
        assertThat(new Glob("*").matches("")).isTrue();
        assertThat(new Glob("?").matches("")).isFalse();
        assertThat(new Glob("a?c*").matches("abcd")).isTrue();
        assertThat(new Glob("a?c*").matches("ac")).isFalse();
        assertThat(new Glob("*shoes").matches("red shoes")).isTrue();
        assertThat(new Glob("*shoes").matches("shoes red")).isFalse();
        assertThat(new Glob("a.c").matches("abc")).isFalse();
        assertThat(new Glob("**").matches("abc")).isTrue();
    }

    @Test
    void agreesWithATableOfAllPrefixes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var pattern = text(random, "ab*?", 8);
            var text = text(random, "ab*?\0", 10);
            assertThat(new Glob(pattern).matches(text))
                    .as("seed %d: '%s' on '%s'", seed, pattern, text)
                    .isEqualTo(byTable(pattern, text));
        }
    }

    @Test
    void manyStarsCostNoMoreThanPatternTimesText() {
        var pattern = new Glob("*a".repeat(127) + "*b");
        var text = "a".repeat(256);
        Assertions.assertTimeout(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 1000; i++) {
                assertThat(pattern.matches(text)).isFalse();
            }
        });
        assertThat(new Glob("*a*a*a*b").matches("aaaa" + "c".repeat(250) + "b")).isTrue();
    }

    private static String text(Random random, String letters, int max) {
        var text = new StringBuilder();
        for (int length = random.nextInt(max + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean byTable(String pattern, String text) {
        var table = new boolean[pattern.length() + 1][text.length() + 1];
        table[0][0] = true;
        for (int p = 1; p <= pattern.length(); p++) {
            char c = pattern.charAt(p - 1);
            for (int t = 0; t <= text.length(); t++) {
                table[p][t] = c == '*'
                        ? table[p - 1][t] || t > 0 && table[p][t - 1]
                        : t > 0 && table[p - 1][t - 1] && (c == '?' || c == text.charAt(t - 1));
            }
        }
        return table[pattern.length()][text.length()];
    }
}
