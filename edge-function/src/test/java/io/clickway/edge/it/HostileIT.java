package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as no browser sends them, byte by byte. */
class HostileIT {

    private static final String ADDRESS = "127.62.1.1";
    private static final String HOST = "Host: go.test\r\n";
    private static final String END = "Connection: close\r\n\r\n";

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.62", "eu", "redis");
        try (var redis = new RedisProbe(servers.get("redis.eu.uri.operator"))) {
            redis.publish(1, "*", "demo", "https://example.com/?c={click_id}&s={sub1}");
        }
        edge = new EdgeUnderTest(ADDRESS, folder, servers.get("redis.eu.uri.edge"));
        edge.awaitReady();
        await().until(() -> edge.click("/demo").statusCode() == 302);
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    static Stream<Arguments> requests() {
        var many = IntStream.range(0, 100).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
        var endless = IntStream.range(0, 5000).mapToObj(i -> "&=").collect(Collectors.joining());
        return Stream.of(
                hostile("CRLF in sub1", get("/demo?sub1=%0d%0aSet-Cookie:x=1"), 302),
                hostile("LF and tab in sub1", get("/demo?sub1=%0a%09x"), 302),
                hostile("percent-encoded slug", get("/%64emo"), 302),
                hostile("broken percent in the slug", get("/%zz%"), 404),
                hostile("NUL in the slug", get("/%00"), 404),
                hostile("overlong UTF-8 in the slug", get("/%c0%ae%c0%ae"), 404),
                hostile("raw bytes in the slug", get("/d\u00e9mo\u00ff"), 404),
                hostile("dots in the path", get("/../../etc/passwd"), 404),
                hostile("double slash", get("//evil.example/demo"), 404),
                hostile("backslash", get("/\\evil"), 404),
                hostile("semicolon", get("/demo;x=y"), 404),
                hostile("script in the slug", get("/<script>alert(1)</script>"), 404),
                hostile("URL of 10 kB", get("/demo?sub1=" + "a".repeat(10_000)), 302),
                hostile("URL of 16 kB", get("/demo?sub1=" + "a".repeat(16_000)), 302),
                hostile("URL of 17 kB", get("/demo?sub1=" + "a".repeat(17_000)), 414),
                hostile("line of 1 MB", get("/demo?sub1=" + "a".repeat(1_000_000)), 414, 431, 0),
                hostile("no User-Agent", get("/demo"), 302),
                hostile("junk User-Agent", get("/demo", "User-Agent: \u00ff\u00fe\u0001?{}\u00c3\u0028\r\n"), 302, 400),
                hostile("User-Agent of 20 kB", get("/demo", "User-Agent: " + "u".repeat(20_000) + "\r\n"), 302),
                hostile("headers of 60 kB", get("/demo", "X: " + "u".repeat(60_000) + "\r\n"), 431, 400),
                hostile("100 parameters", get("/demo?" + many), 302),
                hostile("5000 empty parameters", get("/demo?" + endless), 302),
                hostile("what java.net.URI can't read", get("/demo?k={keyword}|a^b`\"<>\\[]"), 302),
                hostile("bad percent in the query", get("/demo?sub1=%&sub2=%g1&a=%e"), 302),
                hostile("NUL and surrogates in the query", get("/demo?sub1=%00%ed%a0%80"), 302),
                hostile("raw bytes in the query", get("/demo?sub1=\u00ff\u00fe"), 302),
                hostile("other URL as a parameter", get("/demo?url=https://evil.example"), 302),
                hostile("absolute-form target", get("http://go.test/demo"), 302),
                hostile("absolute-form target of another site", get("http://evil.example/nope"), 404),
                hostile("HTTP/1.0", "GET /demo HTTP/1.0\r\n\r\n", 302),
                hostile("no Host", "GET /demo HTTP/1.1\r\n" + END, 302, 400),
                hostile("two Hosts", get("/demo", "Host: other.test\r\n"), 400),
                hostile("odd Host", "GET /demo HTTP/1.1\r\nHost: <b>\u00ff:99999999\r\n" + END, 302, 400),
                hostile("Host of 5 kB", "GET /demo HTTP/1.1\r\nHost: " + "h".repeat(5000) + "\r\n" + END, 302, 400),
                hostile("asterisk", "OPTIONS * HTTP/1.1\r\n" + HOST + END, 200, 204, 400, 404, 405),
                hostile("CONNECT", "CONNECT go.test:443 HTTP/1.1\r\n" + HOST + END, 400, 404, 405),
                hostile("TRACE", "TRACE /demo HTTP/1.1\r\n" + HOST + END, 405),
                hostile("unknown method", "FROB /demo HTTP/1.1\r\n" + HOST + END, 405),
                hostile("no HTTP at all", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", 400, 0),
                hostile("unknown version", "GET /demo HTTP/9.9\r\n" + HOST + END, 302, 400, 501, 505, 0),
                hostile(
                        "body that never comes",
                        "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 1000000000\r\n\r\nabc",
                        302),
                hostile(
                        "endless chunks",
                        "POST /demo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nffff\r\nabc",
                        302),
                hostile(
                        "body of 10 MB",
                        "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 10000000\r\n\r\n" + "x".repeat(200_000),
                        302),
                hostile("negative length", "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: -5\r\n" + END, 302, 400),
                hostile(
                        "two lengths",
                        "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n" + END + "ab",
                        400),
                hostile(
                        "forwarded junk",
                        get("/demo", "X-Forwarded-For: a,b,,\u00ff\r\nForwarded: for=1.1.1.1\r\n"),
                        302),
                hostile("odd cost", get("/demo?cost=1e999&currency=%00&cost=NaN"), 302));
    }

    private static Arguments hostile(String name, String request, Integer... statuses) {
        return Arguments.of(name, request, List.of(statuses));
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + String.join("", headers) + END;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void getsOneCleanAnswer(String name, String request, List<Integer> statuses) throws Exception {
        var answer = send(request);

        assertThat(statusOf(answer)).as(answer).isIn(statuses);
        assertThat(answer.split("HTTP/1\\.[01] [0-9]{3}", -1).length - 1)
                .as("answers")
                .isLessThanOrEqualTo(1);
        assertThat(answer)
                .doesNotContainIgnoringCase("\r\nset-cookie")
                .doesNotContain(
                        "Exception",
                        "\tat ",
                        "Stack",
                        "Internal Server Error",
                        "<script>",
                        "evil.example",
                        "/etc/passwd");
        assertThat(edge.isAlive()).isTrue();
        assertThat(edge.click("/demo").statusCode()).isEqualTo(302);
    }

    @Test
    void answersEachOfSeveralRequestsInARow() throws Exception {
        var one = "GET /demo?sub1=x HTTP/1.1\r\n" + HOST + "\r\n";
        var post = "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello";
        var answer = send(one + post + one + get("/demo"));

        assertThat(answer.split("HTTP/1\\.1 302", -1)).hasSize(5);
    }

    @Test
    void logsNeitherTracesNorWhatVisitorsSent() {
        assertThat(edge.log()).doesNotContain("\tat ").doesNotContain("evil").doesNotContain("sub1");
    }

    private static int statusOf(String answer) {
        return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9, 12));
    }

    /** What comes back until the edge closes the connection or is silent for two seconds. */
    private static String send(String request) throws IOException {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.setSoTimeout(2_000);
            var answer = new StringBuilder();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException closedEarly) {
                // The edge may refuse before it has read everything; what it said is read below.
            }
            try {
                var in = socket.getInputStream();
                for (int c = in.read(); c >= 0; c = in.read()) {
                    answer.append((char) c);
                }
            } catch (SocketException | SocketTimeoutException ended) {
                // Silence or a reset ends the answer, too.
            }
            return answer.toString();
        }
    }
}
