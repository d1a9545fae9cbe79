package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.proto.SourceState;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.testkit.PrivateServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two edges of a region on one Redis, one of which is taken away under load. */
class StopIT {

    private static final int CLIENTS = 8;

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static EdgeUnderTest staying;
    private static EdgeUnderTest leaving;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.62", "eu", "redis");
        try (var redis = redis()) {
            redis.publish(1, "*", "demo", "https://example.com/");
        }
        var uri = servers.get("redis.eu.uri.edge");
        staying = new EdgeUnderTest("127.62.1.3", folder, uri, "edge-eu", Map.of());
        leaving = new EdgeUnderTest("127.62.1.4", folder, uri, "edge-eu-2", Map.of("EDGE_STOP_DRAIN_WITHIN", "8s"));
        for (var edge : List.of(staying, leaving)) {
            edge.awaitReady();
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_config_version") >= 1);
        }
    }

    @AfterAll
    static void stop() {
        for (var edge : new EdgeUnderTest[] {staying, leaving}) {
            if (edge != null) {
                edge.close();
            }
        }
        if (servers != null) {
            servers.close();
        }
    }

    /** A client that keeps its connection until it is told that it ends. */
    private static final class KeepAliveClient implements Runnable {

        private final String address;
        private final AtomicLong answered;
        final List<String> failures = new ArrayList<>();
        volatile boolean wasToldToGo;

        KeepAliveClient(String address, AtomicLong answered) {
            this.address = address;
            this.answered = answered;
        }

        @Override
        public void run() {
            try (var socket = new Socket(address, 8080)) {
                socket.setSoTimeout(30_000);
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                while (!wasToldToGo) {
                    socket.getOutputStream()
                            .write("GET /demo HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    read(in);
                }
            } catch (IOException failed) {
                failures.add(failed.toString());
            }
        }

        private void read(BufferedReader in) throws IOException {
            var status = in.readLine();
            if (status == null || !status.startsWith("HTTP/1.1 302")) {
                throw new IOException("answered " + status);
            }
            for (var header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                wasToldToGo |= header.equalsIgnoreCase("Connection: close");
            }
            answered.incrementAndGet();
        }
    }

    @Test
    void anEdgeThatIsTakenAwayUnderLoadFailsNoRequestAndLeavesNothingBehind() throws Exception {
        var answered = new AtomicLong();
        var clients = new ArrayList<KeepAliveClient>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new KeepAliveClient("127.62.1.4", answered));
            threads.add(Thread.ofPlatform().start(clients.getLast()));
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> answered.get() > 500);

        assertThat(leaving.terminate()).isZero();
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(clients).allSatisfy(client -> assertThat(client.failures).isEmpty());
        assertThat(clients).allMatch(client -> client.wasToldToGo);

        assertThat(leaving.log()).contains("nothing is left behind");
        assertThat(Files.size(leaving.data().resolve("sources"))).isZero();
        try (var spool = Files.list(leaving.data().resolve("spool"))) {
            assertThat(spool).isEmpty();
        }
        assertThat(staying.isReady()).isTrue();
        assertThat(staying.click("/demo").statusCode()).isEqualTo(302);

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertAllIsInTheStream(answered.get() + 1));
    }

    private static void assertAllIsInTheStream(long answered) {
        var seqs = new HashMap<String, SeqRanges>();
        var closed = new ArrayList<String>();
        long clicks = 0;
        try (var redis = redis()) {
            for (var found : redis.events()) {
                seqs.computeIfAbsent(found.source(), _ -> new SeqRanges()).add(new SeqRange(found.seq(), found.seq()));
                clicks += found.event().hasClick() ? 1 : 0;
                if (found.event().getWatermark().getState() == SourceState.CLOSED) {
                    assertThat(found.event().getWatermark().getEdge()).isEqualTo("edge-eu-2");
                    closed.add(found.source());
                }
            }
        }
        assertThat(clicks).isGreaterThanOrEqualTo(answered);
        assertThat(closed).hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(seqs.values()).allMatch(ranges -> ranges.isCompleteThrough(ranges.max()));
    }

    private static RedisProbe redis() {
        return new RedisProbe(servers.get("redis.eu.uri.operator"));
    }
}
