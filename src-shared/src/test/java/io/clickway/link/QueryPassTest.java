package io.clickway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryPassTest {

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, https://shop.example?a=1",
        "https://shop.example/x, https://shop.example/x?a=1",
        "https://shop.example/x?, https://shop.example/x?a=1",
        "https://shop.example/x?b=2, https://shop.example/x?b=2&a=1",
        "https://shop.example/x?b=2&, https://shop.example/x?b=2&a=1",
        "https://shop.example/x#f?g, https://shop.example/x?a=1#f?g",
        "https://shop.example/x?b#f, https://shop.example/x?b&a=1#f",
        "https://shop.example/?a=own, https://shop.example/?a=own",
        "https://shop.example/?x&%61=own, https://shop.example/?x&%61=own",
        "https://shop.example/?a, https://shop.example/?a",
        "https://shop.example/?A=own, https://shop.example/?A=own&a=1"
    })
    void addsWhatTheDestinationDoesNotName(String rendered, String expected) {
        var url = new StringBuilder(rendered);
        var pass = new QueryPass(url);

        assertThat(pass.add("a", "1")).isTrue();
        pass.finish();

        assertThat(url).hasToString(expected);
    }

    @Test
    void encodesNamesAndValuesAnewAndTakesTheFirstOfAName() {
        var url = new StringBuilder("https://shop.example/");
        var pass = new QueryPass(url);

        pass.add("a b", "1&2=3#4");
        pass.add("a b", "again");
        pass.add("", "nameless");
        pass.add("ü\r\n", "😀");
        pass.add("empty", "");
        pass.finish();

        assertThat(url).hasToString("https://shop.example/?a%20b=1%262%3D3%234&%C3%BC%0D%0A=%F0%9F%98%80&empty=");
    }

    @Test
    void dropsWholeWhatHasNoRoomAndSaysSo() {
        var url = new StringBuilder("https://shop.example/?own=1#fragment");
        var pass = new QueryPass(url);
        var big = "ü".repeat(1400);

        assertThat(pass.add("big", big)).isFalse();
        assertThat(pass.add("fits", "x".repeat(8000))).isTrue();
        assertThat(pass.add("not", "x".repeat(200))).isFalse();
        assertThat(pass.add("s", "x")).isTrue();
        pass.finish();

        assertThat(url.length()).isLessThanOrEqualTo(QueryPass.MAX_URL);
        assertThat(url.toString())
                .endsWith("x&s=x#fragment")
                .doesNotContain("big")
                .doesNotContain("not=");
    }

    @Test
    void neverMovesTheUrlNorPassesItsBound() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            var url = new StringBuilder("https://shop.example/p" + (random.nextBoolean() ? "?k=v" : "")
                    + (random.nextBoolean() ? "#f" : ""));
            var before = new URI(url.toString());
            var pass = new QueryPass(url);
            for (int parameters = random.nextInt(64); parameters > 0; parameters--) {
                pass.add(text(random, 8), text(random, 256));
            }
            pass.finish();
            var after = new URI(url.toString());
            assertThat(url.length()).as("seed %d", seed).isLessThanOrEqualTo(QueryPass.MAX_URL);
            assertThat(after.getAuthority()).as("seed %d", seed).isEqualTo(before.getAuthority());
            assertThat(after.getRawPath()).as("seed %d", seed).isEqualTo(before.getRawPath());
            assertThat(after.getRawFragment()).as("seed %d", seed).isEqualTo(before.getRawFragment());
        }
    }

    private static String text(Random random, int max) {
        var text = new StringBuilder();
        for (int length = random.nextInt(max); length > 0; length--) {
            text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return text.toString();
    }
}
