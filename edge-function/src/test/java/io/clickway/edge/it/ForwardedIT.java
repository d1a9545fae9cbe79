package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.ClickFlag;
import io.clickway.event.proto.Click;
import io.clickway.testkit.PrivateServers;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Whose address a click has, with and without proxies that are believed. */
class ForwardedIT {

    private static final String BEHIND_PROXIES = "127.64.1.1";
    private static final String ALONE = "127.64.1.2";
    private static final String BY_PROXY_PROTOCOL = "127.64.1.3";
    private static final String BY_STRANGERS = "127.64.1.4";

    private static final byte[] V2_SIGNATURE = RawHttp.bytes("\r\n\r\n\0\r\nQUIT\n");

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static RedisProbe redis;
    private static final List<EdgeUnderTest> edges = new ArrayList<>();
    private static int sent;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.64", "eu", "redis");
        redis = new RedisProbe(servers.get("redis.eu.uri.operator"));
        redis.publish(1, LinkBook.shard());
        edges.add(edge(BEHIND_PROXIES, "behind", Map.of()));
        edges.add(edge(ALONE, "alone", Map.of("EDGE_TRUSTED_PROXIES", "10.0.0.0/8")));
        edges.add(edge(BY_PROXY_PROTOCOL, "proxied", Map.of("EDGE_HTTP_PROXY_PROTOCOL", "true")));
        edges.add(edge(
                BY_STRANGERS,
                "strange",
                Map.of("EDGE_HTTP_PROXY_PROTOCOL", "true", "EDGE_TRUSTED_PROXIES", "10.0.0.0/8")));
        edges.forEach(EdgeUnderTest::awaitReady);
        for (var edge : edges) {
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_config_version") == 1);
        }
    }

    private static EdgeUnderTest edge(String address, String name, Map<String, String> more) {
        return new EdgeUnderTest(address, folder, servers.get("redis.eu.uri.edge"), name, more);
    }

    @AfterAll
    static void stop() {
        edges.forEach(EdgeUnderTest::close);
        if (redis != null) {
            redis.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    static Stream<Arguments> forwarded() {
        var hops = IntStream.range(0, 40).mapToObj(i -> "127.0.0." + i).collect(Collectors.joining(", "));
        return Stream.of(
                Arguments.of("nothing", "", "127.0.0.0", true),
                Arguments.of("one hop", "X-Forwarded-For: 9.8.7.6\r\n", "9.8.7.0", true),
                Arguments.of("a hop that the client wrote", "X-Forwarded-For: 6.6.6.6, 9.8.7.6\r\n", "9.8.7.0", true),
                Arguments.of(
                        "a trusted hop behind it", "X-Forwarded-For: 6.6.6.6, 9.8.7.6, 127.1.1.1\r\n", "9.8.7.0", true),
                Arguments.of(
                        "several headers", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 9.8.7.6\r\n", "9.8.7.0", true),
                Arguments.of(
                        "twelve headers",
                        "X-Forwarded-For: 6.6.6.6\r\n".repeat(11) + "x-forwarded-for:9.8.7.6\r\n",
                        "9.8.7.0",
                        true),
                Arguments.of("a port", "X-Forwarded-For: 9.8.7.6:4711\r\n", "9.8.7.0", true),
                Arguments.of("junk in front", "X-Forwarded-For: <evil>, 9.8.7.6\r\n", "9.8.7.0", true),
                Arguments.of("junk at the end", "X-Forwarded-For: 9.8.7.6, unknown\r\n", "127.0.0.0", false),
                Arguments.of("a name", "X-Forwarded-For: evil.example\r\n", "127.0.0.0", false),
                Arguments.of("octal", "X-Forwarded-For: 011.8.7.6\r\n", "127.0.0.0", false),
                Arguments.of("a number", "X-Forwarded-For: 151521030\r\n", "127.0.0.0", false),
                Arguments.of("raw bytes", "X-Forwarded-For: \u00ff\u00fe\r\n", "127.0.0.0", false),
                Arguments.of("empty", "X-Forwarded-For:\r\n", "127.0.0.0", true),
                Arguments.of("empty hops", "X-Forwarded-For: ,,\r\n", "127.0.0.0", false),
                Arguments.of("IPv6", "X-Forwarded-For: 2001:db8:1:2::3\r\n", "2001:db8:1::", true),
                Arguments.of("IPv6 with a port", "X-Forwarded-For: [2001:db8:1:2::3]:4711\r\n", "2001:db8:1::", true),
                Arguments.of("IPv4 in IPv6", "X-Forwarded-For: ::ffff:9.8.7.6\r\n", "9.8.7.0", true),
                Arguments.of("40 hops", "X-Forwarded-For: " + hops + "\r\n", "127.0.0.0", false),
                Arguments.of("Forwarded", "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n", "127.0.0.0", true),
                Arguments.of(
                        "Forwarded beside it",
                        "Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 9.8.7.6\r\n",
                        "9.8.7.0",
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forwarded")
    void believesTheRightmostHopThatIsNoProxy(String name, String headers, String network, boolean isReadable)
            throws Exception {
        for (var lane : List.of("", "Upgrade: nothing\r\n")) {
            var click = click(BEHIND_PROXIES, new byte[0], headers + lane);

            assertThat(InetAddress.getByAddress(click.getNetwork().toByteArray()))
                    .isEqualTo(InetAddress.getByName(network));
            assertThat(ClickFlag.CLIENT_ADDRESS_UNREADABLE.isIn(click.getFlags()))
                    .isEqualTo(!isReadable);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forwarded")
    void believesNobodyWhereThereIsNoProxy(String name, String headers, String network, boolean isReadable)
            throws Exception {
        for (var lane : List.of("", "Upgrade: nothing\r\n")) {
            var click = click(ALONE, new byte[0], headers + lane);

            assertThat(InetAddress.getByAddress(click.getNetwork().toByteArray()))
                    .isEqualTo(InetAddress.getByName("127.0.0.0"));
        }
    }

    static Stream<Arguments> proxyHeaders() {
        return Stream.of(
                Arguments.of("v1", RawHttp.bytes("PROXY TCP4 9.8.7.6 10.0.0.1 4711 80\r\n"), "9.8.7.0"),
                Arguments.of("v1, IPv6", RawHttp.bytes("PROXY TCP6 2001:db8:1:2::3 ::1 4711 80\r\n"), "2001:db8:1::"),
                Arguments.of("v1, unknown", RawHttp.bytes("PROXY UNKNOWN\r\n"), "127.0.0.0"),
                Arguments.of("v2", v2(0x21, 0x11, 12), "9.8.7.0"),
                Arguments.of("v2, local", v2(0x20, 0x00, 0), "127.0.0.0"));
    }

    private static byte[] v2(int command, int family, int length) {
        var header = new ByteArrayOutputStream();
        header.writeBytes(V2_SIGNATURE);
        header.write(command);
        header.write(family);
        header.write(length >> 8);
        header.write(length);
        header.write(new byte[] {9, 8, 7, 6, 10, 0, 0, 1, 0x12, 0x67, 0, 80}, 0, Math.min(length, 12));
        return header.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("proxyHeaders")
    void believesATrustedPeersProxyHeader(String name, byte[] header, String network) throws Exception {
        for (var lane : List.of("", "Upgrade: nothing\r\n")) {
            var click = click(BY_PROXY_PROTOCOL, header, lane);

            assertThat(InetAddress.getByAddress(click.getNetwork().toByteArray()))
                    .isEqualTo(InetAddress.getByName(network));
        }
    }

    @Test
    void believesNoForwardingHeaderOfAVisitorWhomAProxyBrought() throws Exception {
        var header = RawHttp.bytes("PROXY TCP4 9.8.7.6 10.0.0.1 4711 80\r\n");
        var click = click(BY_PROXY_PROTOCOL, header, "X-Forwarded-For: 6.6.6.6\r\n");

        assertThat(click.getNetwork().toByteArray()).containsExactly(9, 8, 7, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("proxyHeaders")
    void endsAStrangersConnectionAndCountsNothing(String name, byte[] header, String network) throws Exception {
        var before = redis.events().size();
        var answer = send(BY_STRANGERS, header, "", "stranger");

        assertThat(answer.isEnded()).isTrue();
        assertThat(answer.raw()).isEmpty();
        assertThat(redis.events().stream()
                        .skip(before)
                        .filter(found -> found.event().hasClick()))
                .isEmpty();
        assertThat(edges.get(3).metric("edge_clicks_accepted_total")).isZero();
    }

    static Stream<Arguments> brokenHeaders() {
        return Stream.of(
                Arguments.of("none", new byte[0]),
                Arguments.of("v1 without addresses", RawHttp.bytes("PROXY TCP4\r\n")),
                Arguments.of("v1 with a name", RawHttp.bytes("PROXY TCP4 evil.example 10.0.0.1 1 2\r\n")),
                Arguments.of("v1 with a bad port", RawHttp.bytes("PROXY TCP4 9.8.7.6 10.0.0.1 99999 2\r\n")),
                Arguments.of("v1 of another protocol", RawHttp.bytes("PROXY UDP9 9.8.7.6 10.0.0.1 1 2\r\n")),
                Arguments.of("v1 without an end", RawHttp.bytes("PROXY TCP4 9.8.7.6 " + "1".repeat(300))),
                Arguments.of("v2 of version 3", v2(0x31, 0x11, 12)),
                Arguments.of("v2 of an unknown command", v2(0x2f, 0x11, 12)),
                Arguments.of("v2 that is too short", v2(0x21, 0x11, 4)),
                Arguments.of("v2 of an unknown family", v2(0x21, 0xf1, 12)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenHeaders")
    void endsAConnectionWhoseProxyHeaderIsBroken(String name, byte[] header) throws Exception {
        var answer = send(BY_PROXY_PROTOCOL, header, "", "broken");

        assertThat(answer.isEnded()).isTrue();
        assertThat(answer.raw()).doesNotContain("302");
        assertThat(edges.get(2).log()).doesNotContain("\tat ", "evil", "PROXY", "9.8.7.6");
    }

    private static RawHttp.Answer send(String address, byte[] header, String headers, String mark) throws Exception {
        var request = new ByteArrayOutputStream();
        request.writeBytes(header);
        request.writeBytes(RawHttp.bytes("GET /demo?sub1=" + mark + " HTTP/1.1\r\nHost: go.test\r\n" + headers + "\r\n"
                + "GET /nosuchlink HTTP/1.1\r\nHost: go.test\r\nConnection: close\r\n\r\n"));
        return RawHttp.send(address, request.toByteArray(), 30_000);
    }

    /** Sends a click and finds it in the stream. */
    private static Click click(String address, byte[] header, String headers) throws Exception {
        var mark = "click-" + ++sent;
        var answer = send(address, header, headers, mark);
        assertThat(answer.responses(false))
                .extracting(RawHttp.Response::status)
                .as(answer.raw())
                .containsExactly(302, 404);
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> redis.events().stream()
                                .filter(found -> found.event().hasClick())
                                .map(found -> found.event().getClick())
                                .filter(click -> click.getSubsCount() > 0
                                        && click.getSubs(0).equals(mark))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
