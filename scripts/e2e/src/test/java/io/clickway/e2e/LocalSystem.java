package io.clickway.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A system of its own under a temporary home and its own loopback addresses; closing it leaves nothing behind. */
final class LocalSystem implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration UP = Duration.ofMinutes(6);

    private final Path root = Path.of(System.getProperty("clickway.root", ".")).toAbsolutePath();
    private final Path home;
    private final String net;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalSystem(Path home, String net) {
        this.home = home;
        this.net = net;
    }

    static LocalSystem start(String net) throws IOException {
        var system = new LocalSystem(Files.createTempDirectory("clickway-e2e-"), net);
        try {
            system.up();
        } catch (RuntimeException failed) {
            system.close();
            throw failed;
        }
        return system;
    }

    /** Starts what doesn't run. */
    void up() {
        script(UP, "up", "--home", home.toString(), "--net", net, "--no-demo", "--no-build");
    }

    JsonNode endpoints() {
        try {
            return JSON.readTree(home.resolve("endpoints.json").toFile());
        } catch (IOException unreadable) {
            throw new IllegalStateException("endpoints.json can't be read", unreadable);
        }
    }

    JsonNode process(String name) {
        return StreamSupport.stream(endpoints().get("processes").spliterator(), false)
                .filter(process -> process.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process " + name));
    }

    /** {@code 127.70.1.1:8080} and the like. */
    URI edge(String region) {
        var edge = process("edge-" + region);
        return URI.create("http://" + edge.get("address").asText() + ":"
                + edge.get("port").asInt());
    }

    void kill9(String name) {
        handle(name).destroyForcibly();
        awaitEnd(name);
    }

    /** SIGTERM, as an operator's stop. */
    void terminate(String name) {
        handle(name).destroy();
        awaitEnd(name);
    }

    private ProcessHandle handle(String name) {
        return ProcessHandle.of(process(name).get("pid").asLong())
                .orElseThrow(() -> new IllegalStateException(name + " doesn't run"));
    }

    private void awaitEnd(String name) {
        var process = ProcessHandle.of(process(name).get("pid").asLong());
        try {
            if (process.isPresent()) {
                process.get().onExit().get(30, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException(name + " did not end within 30 s", stuck);
        }
    }

    JsonNode get(String path) {
        return call("GET", path, null, 200);
    }

    JsonNode post(String path, Map<String, ?> body, int... expected) {
        return call("POST", path, body, expected);
    }

    private JsonNode call(String method, String path, @Nullable Object body, int... expected) {
        var warehouse = process("warehouse");
        var uri = URI.create("http://" + warehouse.get("address").asText() + ":"
                + warehouse.get("port").asInt() + path);
        try {
            var publisher = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
            var response = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(20))
                            .header(
                                    "Authorization",
                                    "Bearer " + endpoints().get("apiKey").asText())
                            .header("Content-Type", "application/json")
                            .method(method, publisher)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (Arrays.stream(expected).noneMatch(status -> status == response.statusCode())) {
                throw new IllegalStateException(
                        method + " " + path + " answered " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException failed) {
            throw new IllegalStateException(method + " " + path + " failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** As the superuser of the private Postgres. */
    Connection database() throws SQLException {
        var url = URI.create(endpoints().get("postgresUrl").asText());
        var login = new Properties();
        var userInfo = url.getUserInfo().split(":", 2);
        login.setProperty("user", userInfo[0]);
        login.setProperty("password", userInfo[1]);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), login);
    }

    List<Long> pids() {
        return StreamSupport.stream(endpoints().get("processes").spliterator(), false)
                .map(process -> process.get("pid").asLong())
                .toList();
    }

    Path home() {
        return home;
    }

    void downAndWipe() {
        script(Duration.ofMinutes(2), "down", "--home", home.toString(), "--net", net, "--wipe");
    }

    @Override
    public void close() {
        downAndWipe();
    }

    private void script(Duration limit, String name, String... arguments) {
        var command = new ArrayList<String>();
        command.add(root.resolve("scripts").resolve(name).toString());
        command.addAll(List.of(arguments));
        try {
            var output = Files.createTempFile("clickway-" + name + "-", ".log");
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            var said = Files.readString(output);
            Files.delete(output);
            System.out.println(said);
            if (!ended) {
                throw new IllegalStateException(command + " took longer than " + limit + ": " + said);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + said);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(command + " could not be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
