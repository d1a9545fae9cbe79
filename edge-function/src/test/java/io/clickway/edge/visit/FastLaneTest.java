package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** After each test no buffer that a connection was given may be held any more. */
class FastLaneTest {

    private static final String PLAIN = "GET /demo?sub1=x%20y HTTP/1.1\r\nHost: go.test\r\nUser-Agent: Mozilla/5.0\r\n"
            + "Accept-Language: de\r\nX-Other: 1\r\n\r\n";
    private static final String HOST = "Host: go.test\r\n";

    private final LaneUnderTest edge = new LaneUnderTest();
    private final LaneUnderTest.Connection client = edge.connect();

    @AfterEach
    void nothingLeaks() {
        edge.stream.answerAll();
        edge.assertNothingLeaks();
    }

    @Test
    void answersAPlainClickItself() {
        client.send(PLAIN);

        assertThat(client.answered()).startsWith("HTTP/1.1 302 Found\r\n").endsWith("\r\n\r\n");
        assertThat(client.answered().strip().lines().skip(1))
                .containsExactlyInAnyOrder(
                        "Cache-Control: no-store",
                        "X-Content-Type-Options: nosniff",
                        "Date: " + date(),
                        "Referrer-Policy: no-referrer",
                        "Content-Length: 0",
                        "Location: https://example.com/?s=x%20y");
        assertThat(client.passedOn()).isEmpty();
        var click = edge.stream.clicks.getFirst();
        assertThat(click.getHost()).isEqualTo("go.test");
        assertThat(click.getUserAgent()).isEqualTo("Mozilla/5.0");
        assertThat(click.getLanguage()).isEqualTo("de");
        assertThat(click.getTarget()).isEqualTo("/demo?sub1=x%20y");
        assertThat(edge.counts.accepted()).isOne();
    }

    private static String date() {
        return new String(new HttpDate().at(LaneUnderTest.NOW), StandardCharsets.US_ASCII);
    }

    @Test
    void answersNothingBeforeTheClickIsKept() {
        edge.stream.holds = true;
        client.send(PLAIN);
        assertThat(client.answered()).isEmpty();

        edge.stream.answerOne();
        assertThat(client.statuses()).containsExactly("302");
    }

    @Test
    void answersAnUnknownSlugAndALinkThatLeadsNowhereAlike() {
        client.send("GET /nope HTTP/1.1\r\n" + HOST + "\r\n");
        var unknown = client.answered();
        assertThat(unknown)
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("\r\nContent-Length: 13\r\n")
                .endsWith("\r\n\r\nno such link\n");

        client.send("GET /nowhere HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.answered()).isEqualTo(unknown + unknown);
        assertThat(edge.counts.unknownSlug()).isOne();
        assertThat(edge.counts.nowhere()).isOne();
    }

    @Test
    void sendsNoBodyToHead() {
        client.send("HEAD /nope HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.answered()).contains("Content-Length: 13").endsWith("\r\n\r\n");

        client.send("HEAD /demo HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.statuses()).containsExactly("404", "302");
    }

    @Test
    void setsACookieWhereTheWorkspaceAllowsIt() {
        client.send("GET /named HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.answered()).containsOnlyOnce("\r\nSet-Cookie: cw_v=").endsWith("; Secure\r\n\r\n");

        var cookie = client.answered().replaceAll("(?s).*Set-Cookie: (cw_v=[0-9a-z]{26});.*", "$1");
        client.send("GET /named HTTP/1.1\r\n" + HOST + "Cookie: a=b\r\nCookie: " + cookie + "\r\n\r\n");
        assertThat(client.statuses()).containsExactly("302", "302");
        assertThat(client.answered()).containsOnlyOnce("Set-Cookie");
        assertThat(edge.stream.clicks.get(1).getVisitor())
                .isEqualTo(edge.stream.clicks.getFirst().getVisitor());
    }

    @Test
    void understandsAHeadHoweverItIsCut() {
        for (int at = 0; at <= PLAIN.length(); at++) {
            var cut = edge.connect();
            cut.sendCut(PLAIN, at);

            assertThat(cut.statuses()).as("cut at %d", at).containsExactly("302");
            assertThat(cut.passedOn()).as("cut at %d", at).isEmpty();
        }
        assertThat(edge.stream.clicks)
                .hasSize(PLAIN.length() + 1)
                .allSatisfy(click -> assertThat(click.getUserAgent()).isEqualTo("Mozilla/5.0"));
    }

    @Test
    void bearsHeadsThatComeByteByByteWhetherItReadsThemItselfOrNot() {
        client.sendByteByByte(PLAIN + PLAIN);
        requireAllTold(client, PLAIN + PLAIN);

        var slow = edge.connect();
        var head = "GET /demo?sub1=" + "a".repeat(15_000) + " HTTP/1.1\r\n" + HOST + "\r\n";
        slow.sendByteByByte(head);
        assertThat(slow.passedOn() + head.repeat(slow.statuses().size())).isEqualTo(head);
    }

    /** Each of the leading plain clicks is answered or, with all behind it, left to the server. */
    private static void requireAllTold(LaneUnderTest.Connection connection, String sent) {
        assertThat(PLAIN.repeat(connection.statuses().size()) + connection.passedOn())
                .isEqualTo(sent);
    }

    @RepeatedTest(50)
    void answersPipelinedRequestsEachOnceAndInOrder(RepetitionInfo repetition) {
        long seed = 13L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        var all = IntStream.range(0, 30)
                .mapToObj(i -> "GET /demo?sub1=" + i + " HTTP/1.1\r\n" + HOST + "\r\n")
                .collect(Collectors.joining());
        for (int at = 0; at < all.length(); ) {
            edge.stream.holds = random.nextBoolean();
            if (!edge.stream.holds) {
                edge.stream.answerAll();
            }
            int next = Math.min(all.length(), at + 1 + random.nextInt(300));
            client.send(all.substring(at, next));
            at = next;
        }
        edge.stream.holds = false;
        edge.stream.answerAll();

        var expected = IntStream.range(0, 30).mapToObj(i -> "?s=" + i).toList();
        assertThat(client.answered()
                        .lines()
                        .filter(line -> line.startsWith("Location"))
                        .map(line -> line.substring(line.indexOf('?')))
                        .toList())
                .as("seed %d", seed)
                .isEqualTo(expected);
        assertThat(client.statuses()).as("seed %d", seed).hasSize(30);
    }

    @Test
    void bearsAsManySmallRequestsAheadAsItHolds() {
        edge.stream.holds = true;
        client.send(PLAIN);
        var small = "GET /n HTTP/1.1\r\nHost:\r\n\r\n";
        int count = 120_000 / small.length();
        for (int i = 0; i < count; i += 40) {
            client.send(small.repeat(Math.min(40, count - i)));
        }
        edge.stream.answerAll();

        assertThat(client.statuses()).hasSize(1 + count);
    }

    @Test
    void readsNoMoreWhileTooMuchWaits() {
        edge.stream.holds = true;
        client.send(PLAIN);
        assertThat(client.channel.config().isAutoRead()).isTrue();
        client.send(PLAIN.repeat(64 * 1024 / PLAIN.length() + 1));
        assertThat(client.channel.config().isAutoRead()).isFalse();

        edge.stream.holds = false;
        edge.stream.answerAll();
        assertThat(client.channel.config().isAutoRead()).isTrue();
        assertThat(client.statuses()).hasSize(64 * 1024 / PLAIN.length() + 2);
    }

    /** Whatever a second reader might understand otherwise, or what isn't a plain click. */
    static final List<String> FOR_THE_SERVER = List.of(
            "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello",
            "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 00\r\n\r\n",
            "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: +0\r\n\r\n",
            "POST /demo HTTP/1.1\r\n" + HOST + "Content-Length:\r\n\r\n",
            "POST /demo HTTP/1.1\r\n" + HOST + "CONTENT-length: 1\r\n\r\nx",
            "POST /demo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /demo HTTP/1.1\r\n" + HOST + "transfer-encoding:\tchunked\r\n\r\n0\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\nTransfer-Encoding: identity\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Connection: keep-alive, close\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + HOST + "\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "hOST: other.test\r\n\r\n",
            "GET /demo HTTP/1.1\r\n\r\n",
            "GET /demo HTTP/1.0\r\n" + HOST + "\r\n",
            "GET /demo HTTP/2.0\r\n" + HOST + "\r\n",
            "GET /demo http/1.1\r\n" + HOST + "\r\n",
            "GET /demo\r\n\r\n",
            "GET  /demo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /demo  HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /demo HTTP/1.1 \r\n" + HOST + "\r\n",
            "GET\t/demo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /de\tmo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /de\u0000mo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /de\u007fmo HTTP/1.1\r\n" + HOST + "\r\n",
            "get /demo HTTP/1.1\r\n" + HOST + "\r\n",
            "PUT /demo HTTP/1.1\r\n" + HOST + "\r\n",
            "GETT /demo HTTP/1.1\r\n" + HOST + "\r\n",
            "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
            "CONNECT go.test:443 HTTP/1.1\r\n" + HOST + "\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\r\nGET /demo HTTP/1.1\r\n" + HOST + "\r\n",
            " GET /demo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /demo HTTP/1.1\nHost: go.test\n\n",
            "GET /demo HTTP/1.1\r\nHost: go.test\n\r\n",
            "GET /demo HTTP/1.1\r\nHost: go.test\r\n\n",
            "GET /demo HTTP/1.1\r\nHost: go.test\n\n",
            "GET /demo HTTP/1.1\r\nHost: go.test\r\r\n\r\n",
            "GET /demo HTTP/1.1\r\nHost: go.test\rX: 1\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X: a\r\n\tTransfer-Encoding: chunked\r\n\r\n",
            "GET /demo HTTP/1.1\r\n Host: go.test\r\n" + HOST + "\r\n",
            "GET /demo HTTP/1.1\r\nHost : go.test\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "Transfer-Encoding : chunked\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + ": nameless\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "no colon\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "nocolon\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X(): 1\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X\u00fc: 1\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X\u0000: 1\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X: a\u0000b\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X: a\u001bb\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X: a\u007fb\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "User-Agent: a\u0001\r\n\r\n",
            "GET /demo HTTP/1.1\r\n" + HOST + "X-Forwarded-For: 192.0.2.1\r\n".repeat(9) + "\r\n",
            "GET / HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /robots.txt HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /e/1?x HTTP/1.1\r\n" + HOST + "\r\n",
            "GET http://go.test HTTP/1.1\r\n" + HOST + "\r\n",
            "GET * HTTP/1.1\r\n" + HOST + "\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n");

    @ParameterizedTest
    @FieldSource("FOR_THE_SERVER")
    void leavesWhatIsNoPlainClickToTheServerUnchangedHoweverItIsCut(String request) {
        for (int at = 0; at <= request.length(); at++) {
            var cut = edge.connect();
            cut.sendCut(request, at);

            assertThat(cut.passedOn()).as("cut at %d", at).isEqualTo(request);
            assertThat(cut.answered()).as("cut at %d", at).isEmpty();
        }
        client.sendByteByByte(request);
        assertThat(client.passedOn()).isEqualTo(request);
        assertThat(edge.stream.clicks).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("FOR_THE_SERVER")
    void leavesItToTheServerBehindAPlainClickToo(String request) {
        edge.stream.holds = true;
        client.send(PLAIN + request);
        assertThat(client.passedOn()).isEmpty();

        edge.stream.answerAll();
        assertThat(client.statuses()).containsExactly("302");
        assertThat(client.passedOn()).isEqualTo(request);
        assertThat(client.server.unflushed)
                .as("reads that the server was not told the end of, so that it flushes no answer")
                .isZero();
    }

    @Test
    void staysOutOfTheWayOnceItHasGivenWay() {
        var post = FOR_THE_SERVER.getFirst();
        client.send(post);
        client.send(PLAIN);
        client.sendByteByByte(PLAIN);

        assertThat(client.passedOn()).isEqualTo(post + PLAIN + PLAIN);
        assertThat(client.answered()).isEmpty();
        assertThat(client.server.unflushed).isZero();
    }

    @Test
    void leavesAHeadOfTwentyKilobytesToTheServerHoweverItComes() {
        var head = "GET /demo HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(20 * 1024) + "\r\n\r\n";
        client.send(head);
        assertThat(client.passedOn()).isEqualTo(head);

        for (int at : new int[] {1, 2_000, 16_383, 16_384, 16_385, 20_000}) {
            var cut = edge.connect();
            cut.sendCut(head, at);
            assertThat(cut.passedOn()).as("cut at %d", at).isEqualTo(head);
        }
        var slow = edge.connect();
        slow.sendByteByByte(head);
        assertThat(slow.passedOn()).isEqualTo(head);
        assertThat(edge.stream.clicks).isEmpty();
    }

    @Test
    void takesAHeadThatJustFits() {
        var frame = "GET /demo HTTP/1.1\r\n" + HOST + "X: \r\n\r\n";
        var fits = frame.replace("X: ", "X: " + "x".repeat(HeadReader.MAX_HEAD - frame.length()));
        client.send(fits + PLAIN);

        assertThat(client.statuses()).containsExactly("302", "302");
    }

    @Test
    void dropsTheAnswerWhenTheConnectionIsGone() {
        edge.stream.holds = true;
        client.send(PLAIN + PLAIN);
        client.close();
        edge.stream.answerAll();

        assertThat(client.answered()).isEmpty();
        assertThat(edge.stream.clicks)
                .as("what waited behind is nobody's click any more")
                .hasSize(1);
        assertThat(client.server.sawClose).isTrue();
    }

    @Test
    void holdsNothingOfAHeadWhoseConnectionIsGone() {
        client.sendCut(PLAIN.substring(0, PLAIN.length() - 1), 20);
        client.close();

        assertThat(edge.stream.clicks).isEmpty();
    }

    @Test
    void endsEachConnectionWithItsNextAnswerOnceTheEdgeStops() {
        edge.stream.holds = true;
        client.send(PLAIN + PLAIN);
        edge.answers.endConnections();
        edge.stream.answerAll();
        client.channel.runPendingTasks();

        assertThat(client.statuses()).containsExactly("302");
        assertThat(client.answered()).endsWith("\r\nConnection: close\r\n\r\n");
        assertThat(client.channel.isActive()).isFalse();

        var other = edge.connect();
        edge.stream.holds = false;
        other.send("GET /nope HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(other.answered()).contains("\r\nConnection: close\r\n");
        assertThat(other.channel.isActive()).isFalse();
    }

    @Test
    void takesNoMoreConnectionsThanItMayAndOthersWhenOneIsGone() {
        var narrow = new LaneUnderTest(new HttpLimits(1, 1, 2));
        var first = narrow.connect();
        var second = narrow.connect();
        var third = narrow.connect();
        assertThat(first.channel.isActive()).isTrue();
        assertThat(second.channel.isActive()).isTrue();
        assertThat(third.channel.isActive()).isFalse();

        second.close();
        var fourth = narrow.connect();
        assertThat(fourth.channel.isActive()).isTrue();
        fourth.send(PLAIN);
        assertThat(fourth.statuses()).containsExactly("302");
        narrow.assertNothingLeaks();
    }

    @Test
    void endsConnectionsThatAreSilentOrSlowWithAHeadButNoneThatWaitForTheirAnswer() {
        long idle = TimeUnit.SECONDS.toNanos(60);
        long head = TimeUnit.SECONDS.toNanos(10);
        var timed = new LaneUnderTest(new HttpLimits(idle, head, 100));
        timed.stream.holds = true;
        var unborn = timed.connect();
        var slow = timed.connect();
        slow.send(PLAIN.substring(0, 30));
        var waiting = timed.connect();
        waiting.send(PLAIN);
        timed.stream.holds = false;
        var idling = timed.connect();
        timed.stream.answerAll();
        idling.send(PLAIN);
        timed.stream.holds = true;
        waiting.send(PLAIN);
        var uploading = timed.connect();
        uploading.send("POST /demo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n");

        long now = System.nanoTime();
        timed.lanes.endSlowOnes(now + head / 2);
        assertThat(open(unborn, slow, waiting, idling, uploading)).containsExactly(true, true, true, true, true);
        timed.lanes.endSlowOnes(now + head + TimeUnit.SECONDS.toNanos(1));
        assertThat(open(unborn, slow, waiting, idling)).containsExactly(false, false, true, true);
        timed.lanes.endSlowOnes(now + idle + TimeUnit.SECONDS.toNanos(1));
        assertThat(open(waiting, idling)).containsExactly(true, false);
        timed.stream.answerAll();
        timed.assertNothingLeaks();
    }

    private static List<Boolean> open(LaneUnderTest.Connection... connections) {
        var open = new ArrayList<Boolean>();
        for (var connection : connections) {
            connection.channel.runPendingTasks();
            open.add(connection.channel.isActive());
        }
        return open;
    }

    @RepeatedTest(30)
    void losesNoByteOfAnyMixOfRequestsHoweverTheyAreCut(RepetitionInfo repetition) {
        long seed = 71L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        for (int run = 0; run < 20; run++) {
            var mixed = edge.connect();
            int plain = random.nextInt(5);
            var other = FOR_THE_SERVER.get(random.nextInt(FOR_THE_SERVER.size()));
            var rest = other + String.join("", Collections.nCopies(random.nextInt(3), PLAIN));
            var all = PLAIN.repeat(plain) + rest;
            for (int at = 0; at < all.length(); ) {
                edge.stream.holds = random.nextBoolean();
                if (!edge.stream.holds) {
                    edge.stream.answerAll();
                }
                int next = Math.min(all.length(), at + 1 + random.nextInt(random.nextBoolean() ? 5 : 200));
                mixed.send(all.substring(at, next));
                at = next;
            }
            edge.stream.holds = false;
            edge.stream.answerAll();

            assertThat(PLAIN.repeat(mixed.statuses().size()) + mixed.passedOn())
                    .as("seed %d", seed)
                    .isEqualTo(all);
            assertThat(mixed.passedOn()).as("seed %d", seed).endsWith(rest);
            assertThat(mixed.server.unflushed).as("seed %d", seed).isZero();
            mixed.close();
        }
    }
}
