package io.clickway.forwarder.it;

import static org.awaitility.Awaitility.await;

import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged application, started as {@code scripts/up} starts it. Closing it kills it if it still runs. */
final class ForwarderProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final String management;
    private final Path log;

    private ForwarderProcess(Process process, String management, Path log) {
        this.process = process;
        this.management = management;
        this.log = log;
    }

    /** @param more environment variables on top of the usual ones */
    static ForwarderProcess start(PrivateServers servers, String name, int port, Map<String, String> more) {
        try {
            var host = servers.get("net") + ".1.1";
            var log = Path.of("target", "it-" + name + "-" + port + "-" + System.nanoTime() + ".log");
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-jar",
                            "target/quarkus-app/quarkus-run.jar")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            var environment = builder.environment();
            environment.putAll(Map.of(
                    "FORWARDER_NAME", name,
                    "FORWARDER_REGION", "eu",
                    "FORWARDER_REDIS_URI", servers.get("redis.eu.uri.forwarder"),
                    "FORWARDER_BROKER_URI", servers.get("rabbitmq.eu.uri.forwarder"),
                    "FORWARDER_CONTROL_HOST", servers.get("rabbitmq.centre.host"),
                    "FORWARDER_CONTROL_PORT", servers.get("rabbitmq.centre.port"),
                    "FORWARDER_CONTROL_USERNAME", servers.get("rabbitmq.centre.control.eu.username"),
                    "FORWARDER_CONTROL_PASSWORD", servers.get("rabbitmq.centre.control.eu.password"),
                    "QUARKUS_MANAGEMENT_HOST", host,
                    "QUARKUS_MANAGEMENT_PORT", Integer.toString(port)));
            environment.putAll(Map.of("FORWARDER_LEASE_TIME", "3s", "FORWARDER_LEASE_TAKEOVER_INTERVAL", "500ms"));
            environment.putAll(more);
            return new ForwarderProcess(builder.start(), "http://" + host + ":" + port, log);
        } catch (IOException failed) {
            throw new IllegalStateException("forwarder " + name + " did not start", failed);
        }
    }

    ForwarderProcess awaitReady() {
        return awaiting(Duration.ofMinutes(2), () -> status("/q/health/ready") == 200);
    }

    ForwarderProcess awaitLease() {
        awaitReady();
        return awaiting(
                Duration.ofMinutes(1),
                () -> metric("forwarder_lease_held") == 1 && metric("forwarder_broker_connected") == 1);
    }

    /** One that doesn't get so far is ended: nobody would close it. */
    private ForwarderProcess awaiting(Duration limit, Callable<Boolean> state) {
        try {
            await().atMost(limit).until(state);
            return this;
        } catch (ConditionTimeoutException late) {
            close();
            throw new IllegalStateException(log(), late);
        }
    }

    double metric(String name) {
        return get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    String get(String path) {
        return send(path).body();
    }

    int status(String path) {
        try {
            return send(path).statusCode();
        } catch (IllegalStateException notYet) {
            return 0;
        }
    }

    private HttpResponse<String> send(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(management + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(path, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, interrupted);
        }
    }

    /** @return the exit code */
    int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** Its process stands still, its connections, its lock and its memory stay. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            var sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (sent.waitFor() != 0) {
                throw new IllegalStateException("the forwarder is gone");
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the forwarder did not end within 120 s");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    long pid() {
        return process.pid();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
