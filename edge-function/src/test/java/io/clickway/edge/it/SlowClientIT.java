package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, and what they cost the others. */
class SlowClientIT {

    private static final String ADDRESS = "127.68.1.1";
    private static final String HOST = "Host: go.test\r\n";
    private static final String CLICK = "GET /plain HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String SLOW_LANE = "GET /plain HTTP/1.1\r\n" + HOST + "Upgrade: nothing\r\n\r\n";
    private static final Duration LATEST = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static PrivateServers servers;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.68", "eu", "redis");
        try (var redis = new RedisProbe(servers.get("redis.eu.uri.operator"))) {
            redis.publish(1, LinkBook.shard());
        }
        edge = new EdgeUnderTest(
                ADDRESS,
                folder,
                servers.get("redis.eu.uri.edge"),
                "edge-eu",
                Map.of("EDGE_HTTP_HEAD_TIMEOUT", "1s", "EDGE_HTTP_IDLE_TIMEOUT", "3s"));
        edge.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.click("/plain").statusCode() == 302);
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

    /** Sends byte after byte, 200 ms between them, until the connection ends. */
    private static void trickle(Socket socket, String text) throws Exception {
        try (var timer = Executors.newSingleThreadScheduledExecutor()) {
            var bytes = RawHttp.bytes(text).clone();
            var at = new int[1];
            var writing = timer.scheduleAtFixedRate(
                    () -> {
                        try {
                            socket.getOutputStream().write(bytes[at[0]++ % bytes.length]);
                        } catch (IOException ended) {
                            throw new IllegalStateException(ended);
                        }
                    },
                    0,
                    200,
                    TimeUnit.MILLISECONDS);
            assertThat(RawHttp.read(socket, (int) LATEST.toMillis()).isEnded()).isTrue();
            writing.cancel(true);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void endsAConnectionWhoseHeadTakesTooLong() throws Exception {
        long begun = System.nanoTime();
        try (var socket = new Socket(ADDRESS, 8080)) {
            trickle(socket, "GET /plain HTTP/1.1\r\nX: " + "y".repeat(100));
            assertThat(since(begun)).isBetween(Duration.ofMillis(900), LATEST);
        }
    }

    @Test
    void endsAConnectionWhoseLaterHeadTakesTooLongInEitherLane() throws Exception {
        for (var first : List.of(CLICK, SLOW_LANE)) {
            try (var socket = new Socket(ADDRESS, 8080)) {
                socket.getOutputStream().write(RawHttp.bytes(first));
                assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
                long begun = System.nanoTime();
                trickle(socket, "GET /plain HTTP/1.1\r\nX: " + "y".repeat(100));
                assertThat(since(begun)).isBetween(Duration.ofMillis(900), LATEST);
            }
        }
    }

    @Test
    void answersBeforeATrickledBodyAndDoesNotWaitForItsEnd() throws Exception {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.getOutputStream()
                    .write(RawHttp.bytes("POST /plain HTTP/1.1\r\n" + HOST + "Content-Length: 50000\r\n\r\n"));
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
            long begun = System.nanoTime();
            trickle(socket, "x");
            assertThat(since(begun)).isLessThan(LATEST);
        }
    }

    @Test
    void endsASilentConnectionOnlyAfterTheIdleTimeout() throws Exception {
        for (var first : List.of(CLICK, SLOW_LANE, "POST /plain HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx")) {
            try (var socket = new Socket(ADDRESS, 8080)) {
                long begun = System.nanoTime();
                socket.getOutputStream().write(RawHttp.bytes(first));
                assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
                assertThat(RawHttp.read(socket, (int) LATEST.toMillis()).isEnded())
                        .isTrue();
                assertThat(since(begun)).isBetween(Duration.ofMillis(2_500), LATEST);
            }
        }
    }

    @Test
    void keepsAConnectionWhoseBodyCameInTwoPieces() throws Exception {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.getOutputStream()
                    .write(RawHttp.bytes("POST /plain HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nx"));
            assertThat(RawHttp.readHead(socket)).startsWith("HTTP/1.1 302 ");
            long begun = System.nanoTime();
            socket.getOutputStream().write('x');
            assertThat(RawHttp.read(socket, (int) LATEST.toMillis()).isEnded()).isTrue();
            assertThat(since(begun)).isGreaterThan(Duration.ofMillis(2_500));
        }
    }

    @Test
    void answersClicksWhile300ConnectionsCrawl() throws Exception {
        var slow = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(ADDRESS, 8080);
                slow.add(socket);
                socket.getOutputStream().write(RawHttp.bytes("GET /pla"));
            }
            long begun = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(edge.click("/plain").statusCode()).isEqualTo(302);
            }
            assertThat(since(begun)).isLessThan(LATEST);
            for (var socket : slow) {
                assertThat(RawHttp.read(socket, (int) LATEST.toMillis()).raw()).isEmpty();
            }
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }
}
