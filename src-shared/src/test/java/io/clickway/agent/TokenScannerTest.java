package io.clickway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TokenScannerTest {

    @Test
    void findsEveryTokenThatOverlapsAnother() {
        assertThat(found("uSHErs", "he", "she", "his", "hers")).containsExactly("he", "hers", "she");
        assertThat(found("hi\u00e9s", "he", "she", "his", "hers")).isEmpty();
    }

    @Test
    void asksForTheEdgesOfAWord() {
        assertThat(found("Googlebot/2", "bot>", "<bot", "^bot")).containsExactly("bot>");
        assertThat(found("bottom", "bot>", "<bot", "^bot")).containsExactly("<bot", "^bot");
        assertThat(found("a bot", "bot>", "<bot", "^bot")).containsExactly("<bot", "bot>");
        assertThat(found("x2bot3", "bot>", "<bot")).containsExactly("<bot", "bot>");
    }

    @Test
    void hearsNothingOfWhatIsSwallowed() {
        assertThat(found("CUBOT X50", "!cubot", "bot>", "x5")).containsExactly("x5");
        assertThat(found("CUBOT and Googlebot", "!cubot", "bot>")).containsExactly("bot>");
    }

    @Test
    void refusesATokenThatCouldNeverBeFound() {
        for (var token : List.of("", "<", "Upper", "\u00e4")) {
            assertThatThrownBy(() -> Token.parse(token)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void findsWhatIndexOfFinds() {
        long seed = 99;
        var random = new Random(seed);
        var tokens = random.ints(150, 1, 6)
                .mapToObj(length -> letters(random, length))
                .distinct()
                .toArray(String[]::new);
        for (int i = 0; i < 500; i++) {
            var text = letters(random, random.nextInt(80));

            assertThat(found(text, tokens))
                    .as("seed %d, '%s'", seed, text)
                    .containsExactlyElementsOf(new TreeSet<>(
                            Arrays.stream(tokens).filter(text::contains).toList()));
        }
    }

    private static TreeSet<String> found(String text, String... tokens) {
        var found = new TreeSet<String>();
        new TokenScanner(Arrays.stream(tokens).map(Token::parse).toList())
                .scan(text, (token, end) -> found.add(tokens[token]));
        return found;
    }

    private static String letters(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(4)));
        }
        return text.toString();
    }
}
