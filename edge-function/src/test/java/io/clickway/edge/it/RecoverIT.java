package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis and the spool both gone: the visitor is redirected, and what stderr holds comes back whole. */
class RecoverIT {

    private static final int CLICKS = 120;

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.62", "eu", "redis");
        try (var redis = redis()) {
            redis.publish(1, "*", "demo", "https://example.com/?c={click_id}&s={sub1}");
        }
        edge = new EdgeUnderTest("127.62.1.2", folder, servers.get("redis.eu.uri.edge"));
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
    void whatNeitherRedisNorTheSpoolTookIsRedirectedCountedExactlyAndFedBack() throws Exception {
        takeTheSpoolAway();
        servers.kill("redis-eu");
        var ids = new HashSet<ClickId>();
        for (int i = 0; i < CLICKS; i++) {
            var response = edge.click("/demo?sub1=n" + i);
            assertThat(response.statusCode()).isEqualTo(302);
            var location = response.headers().firstValue("Location").orElseThrow();
            ids.add(ClickId.parse(location.substring(23, 49)).orElseThrow());
        }
        assertThat(edge.metric("edge_clicks_unrecorded_total")).isEqualTo(CLICKS);
        assertThat(edge.metric("edge_events_lost_total")).isZero();

        servers.restart("redis-eu");
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_breaker_open") == 0);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(unrecorded()).isGreaterThanOrEqualTo(CLICKS));
        assertThat(stored()).doesNotContainAnyElementsOf(ids);

        var uri = servers.get("redis.eu.uri.edge");
        long sealed = edge.log()
                .lines()
                .filter(line -> line.contains("CLICKWAY-EVENT v1 "))
                .count();
        assertThat(sealed).isGreaterThanOrEqualTo(CLICKS);
        var log = edge.logFile().toString();
        assertThat(EdgeUnderTest.recover(uri, "--dry-run", log))
                .isEqualTo("found %1$d sealed events, opened %1$d, damaged 0, repeated 0, would append %1$d in %2$s"
                        .formatted(sealed, entriesOf(EdgeUnderTest.recover(uri, "--dry-run", log)) + " entries:0"));
        assertThat(stored()).doesNotContainAnyElementsOf(ids);

        assertThat(EdgeUnderTest.recover(uri, log))
                .contains(" appended " + sealed + " in ")
                .endsWith(":0");
        assertThat(EdgeUnderTest.recover(uri, log)).endsWith(":0");
        assertThat(stored()).containsAll(ids);
        assertThat(unrecorded()).as("named as unrecorded and not received").isZero();
        assertThat(holes()).isZero();

        var torn = folder.resolve("torn.log");
        var line = edge.log()
                .lines()
                .filter(text -> text.contains("CLICKWAY-EVENT v1 "))
                .findFirst()
                .orElseThrow();
        Files.writeString(torn, "fine\n" + line + "\n" + line.substring(0, line.length() - 9) + "\n");
        assertThat(EdgeUnderTest.recover(uri, torn.toString()))
                .contains(torn + ":3: ")
                .contains("found 2 sealed events, opened 1, damaged 1")
                .endsWith(":1");
        assertThat(EdgeUnderTest.recover("redis://nobody:x@127.62.1.9:1", log)).endsWith(":1");
    }

    private static String entriesOf(String said) {
        return said.replaceAll("(?s).* in (\\d+) entries.*", "$1");
    }

    /** As a disk that is full or gone: nothing can be written where the spool was. */
    private static void takeTheSpoolAway() throws IOException {
        var spool = edge.data().resolve("spool");
        try (var files = Files.walk(spool)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.writeString(spool, "in the way");
    }

    private static Set<ClickId> stored() {
        try (var redis = redis()) {
            return redis.events().stream()
                    .map(RedisProbe.Found::event)
                    .map(event -> new ClickId(event.getIdHigh(), event.getIdLow()))
                    .collect(Collectors.toSet());
        }
    }

    private static Map<String, SeqRanges> received() {
        var received = new HashMap<String, SeqRanges>();
        try (var redis = redis()) {
            redis.events()
                    .forEach(found -> received.computeIfAbsent(found.source(), _ -> new SeqRanges())
                            .add(new SeqRange(found.seq(), found.seq())));
        }
        return received;
    }

    /** As the warehouse reckons: what the newest watermarks call unrecorded, without what has arrived. */
    private static long unrecorded() {
        var newest = new HashMap<String, Watermark>();
        try (var redis = redis()) {
            redis.events().stream()
                    .filter(found -> found.event().hasWatermark())
                    .forEach(found -> newest.merge(
                            found.source(),
                            found.event().getWatermark(),
                            (one, other) -> one.getSeqThrough() > other.getSeqThrough() ? one : other));
        }
        var received = received();
        long count = 0;
        for (var source : newest.keySet()) {
            var open = new SeqRanges();
            newest.get(source)
                    .getUnrecordedList()
                    .forEach(range -> open.add(SeqRange.of(range.getFirst(), range.getCount())));
            received.get(source).list().forEach(open::remove);
            count += open.count();
        }
        return count;
    }

    private static long holes() {
        return received().values().stream()
                .mapToLong(seqs -> seqs.missingThrough(seqs.max()).count())
                .sum();
    }

    private static RedisProbe redis() {
        return new RedisProbe(servers.get("redis.eu.uri.operator"));
    }
}
