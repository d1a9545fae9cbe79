package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.edge.it.RawHttp.Header;
import io.clickway.edge.it.RawHttp.Response;
import io.clickway.testkit.PrivateServers;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where one request ends and the next begins, whatever is tried; and that both lanes answer alike. */
class FramingIT {

    private static final String ADDRESS = "127.63.1.1";
    private static final String HOST = "Host: go.test\r\n";
    private static final String CLICK = "GET /plain HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String PAGE = "GET /robots.txt HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String UNKNOWN = "GET /x HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String LAST = "GET /plain HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

    /** Within a body, so that whoever takes it for a request sends to the wrong place. */
    private static final String SMUGGLED = "GET /query?sub1=smuggled HTTP/1.1\r\n" + HOST + "\r\n";

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static RedisProbe redis;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.63", "eu", "redis");
        redis = new RedisProbe(servers.get("redis.eu.uri.operator"));
        redis.publish(1, LinkBook.shard());
        edge = new EdgeUnderTest(ADDRESS, folder, servers.get("redis.eu.uri.edge"));
        edge.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.click("/plain").statusCode() == 302);
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        if (redis != null) {
            redis.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private static String post(String headers, String body) {
        return "POST /plain HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
    }

    static Stream<Arguments> smuggling() {
        var chunked = "0\r\n\r\n" + SMUGGLED;
        return Stream.of(
                Arguments.of("length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked)),
                Arguments.of("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunked)),
                Arguments.of("two lengths", post("Content-Length: 0\r\nContent-Length: 70\r\n", SMUGGLED)),
                Arguments.of("folded length", post("X: y\r\n Content-Length: 70\r\nContent-Length: 70\r\n", SMUGGLED)),
                Arguments.of("folded coding", post("Transfer-Encoding:\r\n chunked\r\n", chunked)),
                Arguments.of("unknown coding", post("Transfer-Encoding: xchunked\r\n", chunked)),
                Arguments.of("two codings", post("Transfer-Encoding: chunked, identity\r\n", chunked)),
                Arguments.of("coding with a tab", post("Transfer-Encoding:\u000bchunked\r\n", chunked)),
                Arguments.of("blank before the colon", post("Content-Length : 70\r\n", SMUGGLED)),
                Arguments.of("coding with a blank before the colon", post("Transfer-Encoding : chunked\r\n", chunked)),
                Arguments.of("bare LF in a header", post("X: y\nContent-Length: 70\r\n", SMUGGLED)),
                Arguments.of("bare CR in a header", post("X: y\rContent-Length: 70\r\n", SMUGGLED)),
                Arguments.of("NUL in a length", post("Content-Length: 7\u00000\r\n", SMUGGLED)),
                Arguments.of("length in hex", post("Content-Length: 0x46\r\n", SMUGGLED)),
                Arguments.of(
                        "length in HTTP/1.0 chunks",
                        "POST /plain HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked),
                Arguments.of(
                        "GET with a body",
                        "GET /plain HTTP/1.1\r\n" + HOST + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n"
                                + SMUGGLED),
                Arguments.of(
                        "HEAD with a body",
                        "HEAD /plain HTTP/1.1\r\n" + HOST + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n"
                                + SMUGGLED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggling")
    void takesNoBodyForARequest(String name, String request) throws Exception {
        for (var before : List.of("", CLICK)) {
            var answer = RawHttp.send(ADDRESS, before + request + LAST);

            assertThat(answer.isEnded()).isTrue();
            var all = answer.responses(false);
            assertThat(all).as(answer.raw()).hasSizeBetween(1, 3);
            assertThat(all).allMatch(response -> response.status() == 302 || response.status() == 400);
            assertThat(answer.raw()).doesNotContain("smuggled");
        }
    }

    @Test
    void answersClicksAndPagesOfOnePacketInTheirOrder() throws Exception {
        var bodied = post("Content-Length: 5\r\n", "hello");
        for (var mix : List.of(
                List.of(CLICK, bodied, CLICK),
                List.of(CLICK, PAGE, CLICK, PAGE),
                List.of(UNKNOWN, CLICK, UNKNOWN, bodied, UNKNOWN),
                List.of(PAGE, UNKNOWN, bodied, CLICK))) {
            var answer = RawHttp.send(ADDRESS, String.join("", mix) + LAST);
            var expected = new ArrayList<Integer>();
            mix.forEach(one -> expected.add(one.equals(PAGE) ? 200 : one.equals(UNKNOWN) ? 404 : 302));
            expected.add(302);
            assertThat(answer.responses(false)).extracting(Response::status).isEqualTo(expected);
        }
    }

    @Test
    void answersABodyThatFollowsAClickOnTheSameConnection() throws Exception {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.getOutputStream().write(RawHttp.bytes(CLICK));
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
            socket.getOutputStream().write(RawHttp.bytes(post("Content-Length: 5\r\n", "")));
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
            socket.getOutputStream().write(RawHttp.bytes("hello" + CLICK));
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
        }
    }

    @Test
    void answersThousandsOfRequestsOfOneConnectionWithoutWaitingForEach() throws Exception {
        for (var one : List.of(UNKNOWN, CLICK)) {
            var answer = RawHttp.send(ADDRESS, one.repeat(5_000) + LAST);
            assertThat(answer.responses(false)).hasSize(5_001);
        }
    }

    @Test
    void readsAHeadThatComesByteByByte() throws Exception {
        var head = "GET /plain HTTP/1.1\r\n" + HOST + "X: " + "y".repeat(6_000) + "\r\n\r\n";
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.setTcpNoDelay(true);
            for (byte b : RawHttp.bytes(head)) {
                socket.getOutputStream().write(b);
            }
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
        }
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of("TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
                Arguments.of("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
                Arguments.of("garbage", "\u00ff\u00fe\u0000\u0001\u0002\u0003\u0080\u0090\r\n\r\n"),
                Arguments.of("Redis", "*1\r\n$4\r\nPING\r\n\r\n\r\n"),
                Arguments.of("PROXY line where none is wanted", "PROXY TCP4 9.9.9.9 1.1.1.1 1 2\r\n" + LAST),
                Arguments.of(
                        "PROXY header v2 where none is wanted",
                        "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c" + "a".repeat(12) + LAST),
                Arguments.of("HTTP/0.9", "GET /plain\r\n\r\n"),
                Arguments.of("unknown version", "GET /plain HTTP/9.9\r\n" + HOST + "\r\n"),
                Arguments.of("lower-case version", "GET /plain http/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("nothing but line ends", "\r\n".repeat(100) + "x y\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void refusesWhatIsNotItsProtocol(String name, String bytes) throws Exception {
        var answer = RawHttp.send(ADDRESS, bytes);

        assertThat(answer.isEnded()).isTrue();
        assertThat(answer.only().status()).isIn(400, 505);
        assertThat(answer.only().header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void refusesToStartWhenTheServersCheckOfHeadersIsSwitchedOff() {
        var more = Map.of("JAVA_TOOL_OPTIONS", "-Dvertx.disableHttpHeadersValidation=true");
        try (var unsafe = new EdgeUnderTest("127.63.1.2", folder, servers.get("redis.eu.uri.edge"), "unsafe", more)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> !unsafe.isAlive());
            assertThat(unsafe.log()).contains("vertx.disableHttpHeadersValidation must not be set");
        }
    }

    static Stream<Arguments> likeRequests() {
        return Stream.of("/plain", "/demo?sub1=x", "/cookie", "/nowhere", "/x", "/.well-known/x")
                .flatMap(target -> Stream.of("GET", "HEAD", "POST").map(method -> Arguments.of(method, target)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("likeRequests")
    void answersAlikeInBothLanes(String method, String target) throws Exception {
        var head = method + " " + target + " HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n";
        var fast = answerTo(method, head);
        var slow = answerTo(method, head + "Upgrade: nothing\r\n");

        assertThat(slow.status()).isEqualTo(fast.status());
        assertThat(slow.body()).isEqualTo(fast.body());
        assertThat(comparable(slow)).isEqualTo(comparable(fast));
    }

    private static Response answerTo(String method, String head) throws Exception {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.getOutputStream().write(RawHttp.bytes(head + "\r\n" + LAST));
            var all = RawHttp.read(socket, 30_000).responses(method.equals("HEAD"));
            assertThat(all).hasSize(2);
            return all.getFirst();
        }
    }

    /** Without what differs from click to click, and from second to second. */
    private static List<Header> comparable(Response response) {
        return response.headers().stream()
                .map(header -> new Header(
                        header.name(),
                        header.name().equals("date") ? "now" : header.value().replaceAll("[0-9a-z]{26}", "id")))
                .sorted(Comparator.comparing(Header::name))
                .toList();
    }
}
