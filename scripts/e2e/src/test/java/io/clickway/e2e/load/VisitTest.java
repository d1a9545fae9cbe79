package io.clickway.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisitTest {

    @Test
    void isTheSameEachTimeItIsAskedFor() {
        assertThat(new Visit("run", 42).request("edge")).isEqualTo(new Visit("run", 42).request("edge"));
    }

    @Test
    void coversEveryLinkAndVariesItsContents() {
        assertThat(IntStream.range(0, 500).mapToObj(number -> new Visit("run", number).link()))
                .containsAll(Link.ALL);
        assertThat(IntStream.range(0, 500)
                        .mapToObj(number -> new Visit("run", number).sub3())
                        .distinct()
                        .count())
                .isGreaterThan(5);
        assertThat(IntStream.range(0, 500)
                        .mapToObj(number -> new Visit("run", number).address())
                        .distinct()
                        .count())
                .isGreaterThan(100);
    }

    @Test
    void sendsOneRequestWithAnEmptyLineAtItsEnd() {
        var text = new String(new Visit("run", 3).request("127.0.1.1:8080"), StandardCharsets.US_ASCII);
        assertThat(text).startsWith("GET /").contains("sub1=run-3&").endsWith("\r\n\r\n");
        assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
    }
}
