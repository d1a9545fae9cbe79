package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {

    private final HttpDate date = new HttpDate();

    @ParameterizedTest
    @CsvSource({
        "1994-11-06T08:49:37Z,'Sun, 06 Nov 1994 08:49:37 GMT'",
        "2026-11-23T00:00:00Z,'Mon, 23 Nov 2026 00:00:00 GMT'",
        "2028-02-29T23:59:59.999Z,'Tue, 29 Feb 2028 23:59:59 GMT'",
        "1970-01-01T00:00:00Z,'Thu, 01 Jan 1970 00:00:00 GMT'",
    })
    void isWrittenAsTheStandardSays(Instant time, String text) {
        assertThat(at(time.toEpochMilli())).isEqualTo(text);
    }

    @Test
    void isMadeOnceASecond() {
        var made = date.at(5_000);

        assertThat(date.at(5_999)).isSameAs(made);
        assertThat(date.at(6_000)).isNotSameAs(made);
        assertThat(at(5_000)).isEqualTo("Thu, 01 Jan 1970 00:00:05 GMT");
    }

    @Test
    void readsBackAsTheSameSecondAtAnyTime() {
        long seed = 2;
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long millis = (long) (random.nextDouble() * 4_000_000_000_000L);
            var text = at(millis);
            assertThat(text).hasSize(29);
            assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text))
                            .getEpochSecond())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(millis / 1000);
        }
    }

    private String at(long millis) {
        return new String(date.at(millis), StandardCharsets.US_ASCII);
    }
}
