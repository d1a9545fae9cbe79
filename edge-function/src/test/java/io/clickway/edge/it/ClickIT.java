package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Verdict;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.id.IdKeys;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.testkit.PrivateServers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodName.class)
class ClickIT {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static EdgeUnderTest edge;
    private static int numbers;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.61", "eu", "redis");
        try (var redis = redis()) {
            redis.publish(
                    1,
                    "*",
                    "demo",
                    "https://example.com/?c={click_id}&s={sub1}",
                    "own.test",
                    "demo",
                    "https://own.example/");
        }
        edge = new EdgeUnderTest("127.61.1.1", folder, servers.get("redis.eu.uri.edge"));
        edge.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_config_version") >= 1);
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

    @Test
    void aClickIsRedirectedAndLiesInTheStream() throws Exception {
        var response = edge.send(
                HttpRequest.newBuilder()
                        .header("User-Agent", FIREFOX)
                        .header("Accept-Language", "de-AT,de;q=0.9")
                        .header("X-Forwarded-For", "198.51.100.7"),
                "/demo?sub1=a%20b&gclid=x");

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.body()).isEmpty();
        var location = response.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("https://example\\.com/\\?c=[0-9a-z]{26}&s=a%20b");

        var id = ClickId.parse(location.substring(23, 49)).orElseThrow();
        assertThat(IdKeys.parse("1:" + EdgeUnderTest.KEY_128).verifies(id)).isTrue();
        var click = find(id).getClick();
        assertThat(click.getVerdict()).isEqualTo(Verdict.HUMAN);
        assertThat(click.getSubsList()).containsExactly("a b");
        assertThat(click.getNetwork().toByteArray()).containsExactly(198, 51, 100, 0);
        assertThat(click.getLanguage()).isEqualTo("de-at");
        assertThat(click.getTarget()).isEqualTo("/demo?sub1=a%20b&gclid=x");
        assertThat(click.getConfigVersion()).isEqualTo(1);
    }

    @Test
    void bHeadAndPostAreClicksOtherMethodsAreNot() {
        assertThat(edge.send(HttpRequest.newBuilder().method("HEAD", HttpRequest.BodyPublishers.noBody()), "/demo")
                        .statusCode())
                .isEqualTo(302);
        assertThat(edge.send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("beacon")), "/demo")
                        .statusCode())
                .isEqualTo(302);
        var put = edge.send(HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.noBody()), "/demo");
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void cPagesAndReservedPathsAreNotCounted() {
        double unknown = edge.metric("edge_clicks_unknown_slug_total");
        double accepted = edge.metric("edge_clicks_accepted_total");
        assertThat(edge.click("/").statusCode()).isEqualTo(200);
        assertThat(edge.click("/robots.txt").body()).contains("Disallow: /");
        assertThat(edge.click("/favicon.ico").statusCode()).isEqualTo(204);
        for (var path :
                List.of("/stat.gif", "/e", "/q/health", "/q/metrics", "/v1/x", "/.well-known/acme-challenge/x")) {
            assertThat(edge.click(path).statusCode()).isEqualTo(404);
        }
        assertThat(edge.metric("edge_clicks_unknown_slug_total")).isEqualTo(unknown);
        assertThat(edge.click("/nope").statusCode()).isEqualTo(404);
        assertThat(edge.metric("edge_clicks_unknown_slug_total")).isEqualTo(unknown + 1);
        assertThat(edge.metric("edge_clicks_accepted_total")).isEqualTo(accepted);
    }

    @Test
    void dEachSourceBeginsWithAWatermarkAndSpeaksEverySecond() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var bySource = bySource();
            assertThat(bySource).hasSize(Runtime.getRuntime().availableProcessors());
            for (var events : bySource.values()) {
                assertThat(events.getFirst().seq()).isEqualTo(1);
                assertThat(marks(events)).hasSizeGreaterThan(2);
                assertThat(marks(events).getLast().getConfigVersion()).isEqualTo(1);
                assertThat(marks(events).getLast().getState()).isEqualTo(SourceState.OPEN);
            }
        });
    }

    @Test
    void eClicksGoOnWithoutRedisAndEachSeqArrivesLater() {
        var ids = new HashSet<ClickId>();
        clicks(50, ids);
        servers.kill("redis-eu");
        clicks(200, ids);
        assertThat(edge.metric("edge_spool_bytes")).isPositive();
        assertThat(edge.isReady()).isTrue();
        servers.restart("redis-eu");
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_breaker_open") == 0);
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_spool_bytes") == 0);
        clicks(50, ids);

        assertThat(edge.metric("edge_clicks_unrecorded_total")).isZero();
        assertThat(ids).hasSize(300);
        assertKept(ids);
    }

    @Test
    void fAKilledEdgeLosesNothingItAnsweredAndItsSuccessorClosesItsBooks() {
        var ids = new HashSet<ClickId>();
        clicks(50, ids);
        var former = bySource().keySet();
        servers.kill("redis-eu");
        clicks(50, ids);
        edge.kill();
        edge.restart();
        edge.awaitReady();
        clicks(20, ids);
        servers.restart("redis-eu");
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_spool_bytes") == 0);

        assertKept(ids);
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var ended = bySource().values().stream()
                    .flatMap(events -> marks(events).stream())
                    .flatMap(mark -> mark.getEndedSourcesList().stream())
                    .map(bits -> String.format("%016x", bits))
                    .collect(Collectors.toSet());
            assertThat(ended).containsAll(former);
        });
    }

    @Test
    void gASecondEdgeOnTheSameFolderRefusesInOneLine() throws Exception {
        var second = edge.launchAnother();
        boolean ended = second.waitFor(60, TimeUnit.SECONDS);
        second.destroyForcibly();

        assertThat(ended).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(edge.log()).contains("edge.data-dir: the folder").contains("is in use by another edge");
        assertThat(edge.isAlive()).isTrue();
    }

    @Test
    void hANewConfigurationComesIntoForceByItselfAndIsTold() {
        try (var redis = redis()) {
            redis.publish(
                    2, "*", "fresh", "https://example.com/fresh", "*", "demo", "https://example.com/?c={click_id}");
        }
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> edge.click("/fresh").statusCode() == 302);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(bySource().values().stream()
                                .flatMap(events -> marks(events).stream())
                                .filter(mark -> mark.getConfigVersion() == 2))
                        .isNotEmpty());
    }

    @Test
    void iAStopAnswersWhoIsThereAndSaysItsLastWord() {
        var ids = new HashSet<ClickId>();
        clicks(20, ids);
        assertThat(edge.terminate()).isZero();

        var last = bySource().values().stream()
                .map(events -> marks(events).getLast())
                .filter(mark -> mark.getState() == SourceState.CLOSED)
                .toList();
        assertThat(last).hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertKept(ids);
    }

    @Test
    void jServesItsSnapshotWhenRedisIsDown() {
        servers.kill("redis-eu");
        edge.restart();
        edge.awaitReady();

        assertThat(edge.click("/fresh").headers().firstValue("Location")).contains("https://example.com/fresh");
        assertThat(edge.log())
                .doesNotContain("\tat ")
                .doesNotContain("198.51.100")
                .doesNotContain("gclid");
    }

    private static void clicks(int count, Set<ClickId> ids) {
        for (int i = 0; i < count; i++) {
            HttpResponse<String> response = edge.click("/demo?sub1=n" + numbers++);
            assertThat(response.statusCode()).isEqualTo(302);
            var location = response.headers().firstValue("Location").orElseThrow();
            ids.add(ClickId.parse(location.substring(23, 49)).orElseThrow());
        }
    }

    /** Each id is there, and no source has a hole. */
    private static void assertKept(Set<ClickId> ids) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var found = new HashSet<ClickId>();
            for (var events : bySource().values()) {
                var seqs = new SeqRanges();
                events.forEach(event -> seqs.add(new SeqRange(event.seq(), event.seq())));
                assertThat(seqs.isCompleteThrough(seqs.max())).isTrue();
                events.forEach(event -> found.add(idOf(event.event())));
            }
            assertThat(found).containsAll(ids);
        });
    }

    private static Event find(ClickId id) {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> bySource().values().stream()
                                .flatMap(List::stream)
                                .map(RedisProbe.Found::event)
                                .filter(event -> idOf(event).equals(id))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static ClickId idOf(Event event) {
        return new ClickId(event.getIdHigh(), event.getIdLow());
    }

    private static Map<String, List<RedisProbe.Found>> bySource() {
        var bySource = new HashMap<String, List<RedisProbe.Found>>();
        try (var redis = redis()) {
            redis.events()
                    .forEach(found -> bySource.computeIfAbsent(found.source(), _ -> new ArrayList<>())
                            .add(found));
        }
        bySource.values().forEach(events -> events.sort(Comparator.comparingLong(RedisProbe.Found::seq)));
        return bySource;
    }

    private static List<Watermark> marks(List<RedisProbe.Found> events) {
        return events.stream()
                .map(RedisProbe.Found::event)
                .filter(Event::hasWatermark)
                .map(Event::getWatermark)
                .toList();
    }

    private static RedisProbe redis() {
        return new RedisProbe(servers.get("redis.eu.uri.operator"));
    }
}
