package io.clickway.edge.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An edge started from the packaged jar, as {@code scripts/up} starts it. */
final class EdgeUnderTest implements AutoCloseable {

    static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    static final String SEAL_KEY = KEY_128 + KEY_128;

    private final String address;
    private final Path folder;
    private final Path log;
    private final String redisUri;
    private final String name;
    private final Map<String, String> more;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private Process process;

    EdgeUnderTest(String address, Path folder, String redisUri) {
        this(address, folder, redisUri, "edge-eu", Map.of());
    }

    /** @param more further environment */
    EdgeUnderTest(String address, Path folder, String redisUri, String name, Map<String, String> more) {
        this.address = address;
        this.folder = folder;
        this.log = folder.resolve(name + ".log");
        this.redisUri = redisUri;
        this.name = name;
        this.more = more;
        this.process = launch();
    }

    private static ProcessBuilder java(String... arguments) {
        var jar = Path.of("target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .toString();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Process launch() {
        var builder = java().redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("EDGE_NAME", name),
                        Map.entry("EDGE_REGION", "eu"),
                        Map.entry("EDGE_DATA_DIR", data().toString()),
                        Map.entry("EDGE_REDIS_URI", redisUri),
                        Map.entry("EDGE_TRUSTED_PROXIES", "127.0.0.0/8"),
                        Map.entry("EDGE_ID_KEYS", "1:" + KEY_128),
                        Map.entry("EDGE_VISITOR_KEY", KEY_128),
                        Map.entry("EDGE_SEAL_KEY", SEAL_KEY),
                        Map.entry("EDGE_HTTP_HOST", address),
                        Map.entry("EDGE_HTTP_PORT", "8080"),
                        Map.entry("QUARKUS_MANAGEMENT_HOST", address),
                        Map.entry("QUARKUS_MANAGEMENT_PORT", "9000")));
        builder.environment().putAll(more);
        try {
            return builder.start();
        } catch (IOException failed) {
            throw new IllegalStateException("the edge could not be launched", failed);
        }
    }

    /** Its data folder. */
    Path data() {
        return folder.resolve(name);
    }

    Path logFile() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    /** What the edge's command {@code recover} says, and after a colon its exit code. */
    static String recover(String redisUri, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addFirst("recover");
        var builder = java(all.toArray(String[]::new)).redirectErrorStream(true);
        builder.environment().put("EDGE_SEAL_KEY", SEAL_KEY);
        builder.environment().put("EDGE_REDIS_URI", redisUri);
        try {
            var process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.strip() + ":" + process.waitFor();
        } catch (IOException failed) {
            throw new IllegalStateException("recover could not be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A second edge on the same folder; ends by itself. */
    Process launchAnother() {
        return launch();
    }

    void awaitReady() {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> process.isAlive() && isReady());
    }

    boolean isReady() {
        try {
            return get("http://" + address + ":9000/q/health/ready").statusCode() == 200;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    HttpResponse<String> click(String path) {
        return get("http://" + address + ":8080" + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String path) {
        return send(request.uri(URI.create("http://" + address + ":8080" + path)));
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException("no answer", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The value of a metric without tags. */
    double metric(String name) {
        return get("http://" + address + ":9000/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no metric " + name));
    }

    /** Like a crash. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to stop; the answer is its exit code. */
    int terminate() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the edge did not stop within 60 s: " + log());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return process.exitValue();
    }

    void restart() {
        close();
        process = launch();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
