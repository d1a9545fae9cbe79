package io.clickway.edge.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What visitors and the edge's memory feel while Redis is well, stopped, refusing or gone: {@code StallMeasurement FOLDER
 * JAR CLICKS_PER_SECOND SECONDS STALL_SECONDS [SHIM]}. Starts a Redis and an edge of its own in the folder, on 127.92.1.9;
 * the shim is preloaded into Redis, to slow its fsync. Clicks come at fixed moments: what waits because the edge was slow
 * counts as slow.
 */
final class StallMeasurement implements AutoCloseable {

    private static final String ADDRESS = "127.92.1.9";
    private static final int REDIS_PORT = 16380;
    private static final int CONNECTIONS = 32;

    private final Path folder;
    private final String shim;
    private final Process edge;
    private Process redis;
    private final int rate;

    private StallMeasurement(Path folder, String jar, int rate, String shim) throws Exception {
        this.folder = folder;
        this.rate = rate;
        this.shim = shim;
        redis = startRedis();
        try (var probe = probe()) {
            probe.publish(1, "*", "demo", "https://example.com/?c={click_id}");
        }
        edge = startEdge(jar);
    }

    public static void main(String... args) throws Exception {
        var folder = Files.createTempDirectory(Path.of(args[0]), "stall");
        int seconds = Integer.parseInt(args[3]);
        int stall = Integer.parseInt(args[4]);
        try (var measurement =
                new StallMeasurement(folder, args[1], Integer.parseInt(args[2]), args.length > 5 ? args[5] : "")) {
            measurement.run(seconds, stall);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run(int seconds, int stall) throws Exception {
        load("warm-up", seconds);
        load("well", seconds);
        signal("STOP");
        load("stopped", stall);
        signal("CONT");
        drain();
        load("well again", seconds);
        try (var probe = probe()) {
            probe.call("CONFIG", "SET", "maxmemory", "1");
        }
        load("refusing", seconds);
        try (var probe = probe()) {
            probe.call("CONFIG", "SET", "maxmemory", "0");
        }
        drain();
        redis.destroyForcibly().onExit().join();
        load("gone", seconds);
        redis = startRedis();
        drain();
        load("well at last", seconds);
    }

    private Process startRedis() throws Exception {
        var builder = new ProcessBuilder(
                        "redis-server",
                        "--bind",
                        ADDRESS,
                        "--port",
                        Integer.toString(REDIS_PORT),
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--save",
                        "",
                        "--maxmemory-policy",
                        "noeviction",
                        "--requirepass",
                        "p")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile());
        if (!shim.isEmpty()) {
            builder.environment().put("LD_PRELOAD", shim);
        }
        var process = builder.start();
        for (int tries = 0; tries < 300; tries++) {
            try (var probe = probe()) {
                probe.call("PING");
                return process;
            } catch (IllegalStateException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IllegalStateException("Redis did not start");
    }

    private static RedisProbe probe() {
        return new RedisProbe("redis://default:p@" + ADDRESS + ":" + REDIS_PORT);
    }

    private Process startEdge(String jar) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java, "-XX:+UseSerialGC", "-Xmx128m", "-XX:+UseCompactObjectHeaders", "-jar", jar)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("edge.log").toFile());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("EDGE_NAME", "edge-eu"),
                        Map.entry("EDGE_REGION", "eu"),
                        Map.entry("EDGE_DATA_DIR", folder.resolve("data").toString()),
                        Map.entry("EDGE_REDIS_URI", "redis://default:p@" + ADDRESS + ":" + REDIS_PORT),
                        Map.entry("EDGE_ID_KEYS", "1:" + EdgeUnderTest.KEY_128),
                        Map.entry("EDGE_VISITOR_KEY", EdgeUnderTest.KEY_128),
                        Map.entry("EDGE_SEAL_KEY", EdgeUnderTest.SEAL_KEY),
                        Map.entry("EDGE_HTTP_HOST", ADDRESS),
                        Map.entry("EDGE_HTTP_PORT", "8080"),
                        Map.entry("QUARKUS_MANAGEMENT_HOST", ADDRESS),
                        Map.entry("QUARKUS_MANAGEMENT_PORT", "9000")));
        var process = builder.start();
        for (int tries = 0; tries < 600; tries++) {
            try {
                if (metric("edge_config_version") >= 1) {
                    return process;
                }
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IllegalStateException("the edge did not start");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                .start()
                .waitFor();
    }

    private void drain() throws Exception {
        long begun = System.nanoTime();
        while (metric("edge_spool_bytes") > 0 || metric("edge_breaker_open") > 0) {
            if (System.nanoTime() - begun > Duration.ofSeconds(120).toNanos()) {
                System.out.printf("not drained after 120 s: %,.0f bytes left%n", metric("edge_spool_bytes"));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        System.out.printf("drained and closed after %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }

    private void load(String what, int seconds) throws Exception {
        double spooled = spooledEvents();
        double openings = metric("edge_breaker_openings_total");
        double unrecorded = metric("edge_clicks_unrecorded_total");
        int total = rate * seconds;
        var nanos = new long[total];
        var next = new AtomicInteger();
        var failed = new AtomicInteger();
        long begun = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofPlatform().start(() -> click(next, nanos, begun, failed)));
        }
        long mostRss = 0;
        long firstRss = rssKib();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            mostRss = Math.max(mostRss, rssKib());
            TimeUnit.MILLISECONDS.sleep(200);
        }
        double passed = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-12s %,d clicks in %.1f s, %d failed, p50 %.1f p99 %.1f p99.9 %.1f max %.0f ms, spooled %.1f %%,"
                        + " breaker opened %.0f times, unrecorded %.0f, RSS %,d to %,d KiB, heap used %,.0f KiB%n",
                what,
                total,
                passed,
                failed.get(),
                at(nanos, 0.5),
                at(nanos, 0.99),
                at(nanos, 0.999),
                at(nanos, 1),
                100 * (spooledEvents() - spooled) / total,
                metric("edge_breaker_openings_total") - openings,
                metric("edge_clicks_unrecorded_total") - unrecorded,
                firstRss,
                mostRss,
                heapKib());
    }

    private void click(AtomicInteger next, long[] nanos, long begun, AtomicInteger failed) {
        try (var socket = new Socket(ADDRESS, 8080)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            var in = new BufferedInputStream(socket.getInputStream());
            for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
                long due = begun + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                socket.getOutputStream()
                        .write(("GET /demo?sub1=" + i + " HTTP/1.1\r\nHost: h\r\nUser-Agent: Mozilla/5.0 (X11; Linux"
                                        + " x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                if (!isRedirect(in)) {
                    failed.incrementAndGet();
                }
                nanos[i] = System.nanoTime() - due;
            }
        } catch (IOException broken) {
            failed.addAndGet(1_000_000);
        }
    }

    private static boolean isRedirect(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the edge closed the connection");
            }
            head.append((char) c);
        }
        return head.indexOf("HTTP/1.1 302") == 0;
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }

    private long rssKib() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(edge.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private double heapKib() throws IOException {
        return sum("jvm_memory_used_bytes{area=\"heap\"") / 1024;
    }

    private double spooledEvents() throws IOException {
        return sum("edge_commit_events_sum{kept=\"spool\"");
    }

    private static double metric(String name) throws IOException {
        return sum(name + " ");
    }

    private static double sum(String prefix) throws IOException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://" + ADDRESS + ":9000/q/metrics"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        for (var process : List.of(edge, redis)) {
            process.destroyForcibly().onExit().join();
        }
    }
}
