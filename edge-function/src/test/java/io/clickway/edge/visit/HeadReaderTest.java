package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.Signal;
import io.clickway.event.proto.Method;
import io.clickway.judge.Purpose;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadReaderTest {

    private final HeadReader reader = new HeadReader();

    @Test
    void readsWhatAClickKeeps() {
        var head = "GET /demo?a=b HTTP/1.1\r\nhOsT:\t go.test:80 \t\r\nuser-AGENT: Moz illa\r\nReferer: https://r/\r\n"
                + "ACCEPT-LANGUAGE:de\r\nCookie: a=1\r\nX-Forwarded-For: 1.1.1.1\r\ncookie: b=2\r\nDNT: 1\r\n"
                + "Sec-GPC: 1\r\nx-forwarded-for: 2.2.2.2, 3.3.3.3\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n";

        assertThat(read(head + "GET")).isEqualTo(head.length());
        assertThat(reader.method).isEqualTo(Method.GET);
        assertThat(reader.target).isEqualTo("/demo?a=b");
        assertThat(reader.host).isEqualTo("go.test:80");
        assertThat(reader.userAgent).isEqualTo("Moz illa");
        assertThat(reader.referrer).isEqualTo("https://r/");
        assertThat(reader.acceptLanguage).isEqualTo("de");
        assertThat(reader.cookie).isEqualTo("a=1; b=2");
        assertThat(reader.forwardedFor).containsExactly("1.1.1.1", "2.2.2.2, 3.3.3.3");
        assertThat(reader.signals).isEqualTo(Signal.DNT.bit() | Signal.GPC.bit());
        assertThat(reader.purpose).isEqualTo(Purpose.VISIT);
        assertThat(reader.isAscii()).isTrue();
    }

    @Test
    void remembersNothingOfTheHeadBefore() {
        read("POST /x HTTP/1.1\r\nHost: h\r\nUser-Agent: \u00ff\r\nReferer: r\r\nAccept-Language: de\r\nCookie: c\r\n"
                + "DNT: 1\r\nX-Forwarded-For: f\r\nPurpose: prefetch\r\n\r\n");
        assertThat(reader.isAscii()).isFalse();
        read("GET /y HTTP/1.1\r\nHost:\r\n\r\n");

        assertThat(reader.method).isEqualTo(Method.GET);
        assertThat(List.of(reader.host, reader.userAgent, reader.referrer, reader.acceptLanguage, reader.cookie))
                .containsOnly("");
        assertThat(reader.signals).isZero();
        assertThat(reader.forwardedFor).isEmpty();
        assertThat(reader.purpose).isEqualTo(Purpose.VISIT);
        assertThat(reader.isAscii()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Purpose: prefetch,AHEAD",
        "Sec-Purpose: prefetch;prerender,AHEAD",
        "Purpose: prefetch,AHEAD",
        "X-Purpose: preview,AHEAD",
        "X-Moz: prefetch,AHEAD",
        "Purpose: visit,VISIT",
        "X-Purposes: prefetch,VISIT",
        "Xpurpose: prefetch,VISIT",
    })
    void tellsABrowserThatFetchesAheadByAnyOfItsHeaders(String header, Purpose purpose) {
        read("GET /x HTTP/1.1\r\nHost: h\r\n" + header + "\r\nUser-Agent: x\r\n\r\n");

        assertThat(reader.purpose).isEqualTo(purpose);
    }

    @ParameterizedTest
    @CsvSource({"DNT: 0", "DNT: 11", "DNT:", "Sec-GPC: 0", "Sec-GPC: true", "XNT: 1"})
    void takesNothingButAOneForASignal(String header) {
        read("GET /x HTTP/1.1\r\nHost: h\r\n" + header + "\r\n\r\n");

        assertThat(reader.signals).isZero();
    }

    @Test
    void tellsTextsThatHoldMoreThanAscii() {
        assertThat(isAscii("GET /\u00fc HTTP/1.1\r\nHost: h\r\n\r\n")).isFalse();
        assertThat(isAscii("GET /x HTTP/1.1\r\nHost: h\r\nUser-Agent: \u0080\r\n\r\n"))
                .isFalse();
        assertThat(isAscii("GET /x HTTP/1.1\r\nHost: \u00ff\r\n\r\n")).isFalse();
        assertThat(isAscii("GET /x HTTP/1.1\r\nHost: h\r\nUser-Agent: a\tb\r\n\r\n"))
                .isTrue();
    }

    private boolean isAscii(String head) {
        assertThat(read(head)).isEqualTo(head.length());
        return reader.isAscii();
    }

    /** What it calls plain, Netty's decoder reads alike: as one request without a body, of the same length and texts. */
    @Test
    void callsNothingPlainThatAnotherReaderTakesForSomethingElse() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int plain = 0;
        for (int i = 0; i < 60_000; i++) {
            var head = head(random);
            int length = read(head);
            if (length > 0) {
                plain++;
                requireReadAlike(head, length, "seed " + seed + ", head " + i + ": " + head);
            }
        }
        assertThat(plain).isBetween(5_000, 55_000);
    }

    private void requireReadAlike(String head, int length, String what) {
        var other = new EmbeddedChannel(new HttpRequestDecoder());
        other.writeInbound(Unpooled.copiedBuffer(head.substring(0, length), StandardCharsets.ISO_8859_1));
        HttpRequest request = other.readInbound();
        assertThat(request).as(what).isNotNull();
        assertThat(request.decoderResult().isSuccess()).as(what).isTrue();
        assertThat(request.method().name()).as(what).isEqualTo(reader.method.name());
        assertThat(request.uri()).as(what).isEqualTo(reader.target);
        assertThat(request.protocolVersion().toString()).as(what).isEqualTo("HTTP/1.1");
        var headers = request.headers();
        assertThat(headers.getAll("Host")).as(what).containsExactly(reader.host);
        assertThat(pairs(String.join("; ", headers.getAll("Cookie")))).as(what).isEqualTo(pairs(reader.cookie));
        assertThat(headers.getAll("X-Forwarded-For")).as(what).isEqualTo(reader.forwardedFor);
        assertThat(first(headers.getAll("User-Agent"))).as(what).isEqualTo(reader.userAgent);
        assertThat(headers.contains("Transfer-Encoding")).as(what).isFalse();
        assertThat(headers.get("Content-Length", "0")).as(what).isEqualTo("0");
        Object end = other.readInbound();
        assertThat(end).as(what).isInstanceOf(LastHttpContent.class);
        assertThat(((LastHttpContent) end).content().readableBytes()).as(what).isZero();
        ReferenceCountUtil.release(end);
        assertThat((Object) other.readInbound()).as(what).isNull();
        other.finishAndReleaseAll();
    }

    /** The first that says anything. */
    private static String first(List<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).findFirst().orElse("");
    }

    /** Empty ones say nothing, whichever way they are joined. */
    private static List<String> pairs(String cookies) {
        return Arrays.stream(cookies.split("; ", -1))
                .filter(pair -> !pair.isEmpty())
                .toList();
    }

    /** Near a plain head, with seldom more than one oddity. */
    private static String head(Random random) {
        var head = new StringBuilder(one(random, "GET ", "GET ", "HEAD ", "POST ", "PUT ", "GET"))
                .append(one(random, "/demo", "/demo?a=b", "http://h/x", "/\u00fc", "*", ""))
                .append(one(random, " HTTP/1.1\r\n", " HTTP/1.1\r\n", " HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/1.1\n"))
                .append(one(random, "Host: h\r\n", "host:h\r\n", "HOST: \t h \t\r\n", "Host:\r\n"));
        for (int n = random.nextInt(5); n > 0; n--) {
            head.append(one(
                    random,
                    "Cookie: a=1\r\n",
                    "cookie:b\r\n",
                    "Cookie:\r\n",
                    "User-Agent: x\u00ff y\r\n",
                    "User-Agent: z\r\n",
                    "X-Forwarded-For: 1.1.1.1\r\n",
                    "x-forwarded-for:\r\n",
                    "Content-Length: 0\r\n",
                    "Content-Length: 1\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Connection: keep-alive\r\n",
                    "X!#$%&'*+-.^_`|~: 1\r\n",
                    "X: a\tb\r\n"));
        }
        head.append("\r\n");
        if (random.nextInt(3) == 0) {
            int at = random.nextInt(head.length());
            switch (random.nextInt(3)) {
                case 0 -> head.setCharAt(at, (char) random.nextInt(256));
                case 1 -> head.insert(at, (char) random.nextInt(128));
                default -> head.deleteCharAt(at);
            }
        }
        return head.append(one(random, "", "GET ", "\r\n", "x")).toString();
    }

    private static String one(Random random, String... all) {
        return all[random.nextInt(all.length)];
    }

    private int read(String head) {
        var bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, reader.buffer(), 0, bytes.length);
        return reader.read(bytes.length);
    }
}
