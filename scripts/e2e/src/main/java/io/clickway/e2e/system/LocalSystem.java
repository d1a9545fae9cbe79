package io.clickway.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A system of its own under a temporary home and its own loopback addresses; closing it leaves nothing behind. */
public final class LocalSystem implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(120);
    private static final Duration UP = Duration.ofMinutes(10);

    private final Path root = Path.of(System.getProperty("clickway.root", ".")).toAbsolutePath();
    private final Path home;
    private final String net;
    private final boolean echo;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalSystem(Path home, String net, boolean echo) {
        this.home = home;
        this.net = net;
        this.echo = echo;
    }

    /** Starts one that says on stdout what the scripts say. */
    public static LocalSystem start(String net, String... flags) throws IOException {
        return start(net, Optional.empty(), true, flags);
    }

    /** @param countryFile copied in, so that a system without a way to the outside knows countries */
    public static LocalSystem start(String net, Optional<Path> countryFile, boolean echo, String... flags)
            throws IOException {
        var system = new LocalSystem(Files.createTempDirectory("clickway-e2e-"), net, echo);
        try {
            if (countryFile.isPresent()) {
                // The servers' accounts walk through, as in every home.
                for (var folder : List.of(system.home, system.home.resolve("data"), system.home.resolve("data/geo"))) {
                    Files.createDirectories(folder);
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
                }
                Files.copy(
                        countryFile.get(),
                        system.home.resolve("data/geo/country.mmdb"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            system.up(flags);
        } catch (IOException | RuntimeException failed) {
            system.close();
            throw failed;
        }
        return system;
    }

    /** Starts what doesn't run, restarts what changed. Further flags as {@code scripts/up} takes them. */
    public void up(String... flags) {
        var arguments = new ArrayList<>(List.of("--home", home.toString(), "--net", net, "--no-demo", "--no-build"));
        arguments.addAll(List.of(flags));
        script(UP, "up", arguments.toArray(String[]::new));
    }

    public JsonNode endpoints() {
        try {
            return JSON.readTree(home.resolve("endpoints.json").toFile());
        } catch (IOException unreadable) {
            throw new IllegalStateException("endpoints.json can't be read", unreadable);
        }
    }

    public List<Part> parts() {
        return StreamSupport.stream(endpoints().get("processes").spliterator(), false)
                .map(Part::of)
                .toList();
    }

    public List<Part> parts(String role) {
        return parts().stream().filter(part -> part.role().equals(role)).toList();
    }

    public Part part(String name) {
        return parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process " + name));
    }

    public void kill9(String name) {
        var part = part(name);
        handle(part).destroyForcibly();
        awaitEnd(part);
    }

    /** SIGTERM, as an operator's stop. Postgres would wait for its clients for ever: it is told not to by SIGINT. */
    public void terminate(String name) {
        var part = part(name);
        if (part.role().equals("postgres")) {
            Shell.run(Duration.ofSeconds(30), "kill", "-INT", String.valueOf(part.pid()))
                    .orThrow();
        } else {
            handle(part).destroy();
        }
        awaitEnd(part);
    }

    private static ProcessHandle handle(Part part) {
        return ProcessHandle.of(part.pid()).orElseThrow(() -> new IllegalStateException(part.name() + " doesn't run"));
    }

    private static void awaitEnd(Part part) {
        try {
            var process = ProcessHandle.of(part.pid());
            if (process.isPresent()) {
                process.get().onExit().get(END.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException(part.name() + " did not end within " + END.toSeconds() + " s", stuck);
        }
    }

    public JsonNode get(String path) {
        return call("GET", path, null, 200);
    }

    public JsonNode post(String path, Map<String, ?> body, int... expected) {
        return call("POST", path, body, expected);
    }

    private JsonNode call(String method, String path, @Nullable Object body, int... expected) {
        var uri = part("warehouse").uri().resolve(path);
        try {
            var publisher = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
            var response = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(CALL)
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
    public Connection database() throws SQLException {
        var url = postgresUrl();
        var login = new Properties();
        var userInfo = url.getUserInfo().split(":", 2);
        login.setProperty("user", userInfo[0]);
        login.setProperty("password", userInfo[1]);
        login.setProperty("connectTimeout", "20");
        login.setProperty("socketTimeout", "120");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), login);
    }

    public URI postgresUrl() {
        return URI.create(endpoints().get("postgresUrl").asText());
    }

    /** A line of {@code secrets.env}. */
    public String secret(String name) {
        try (Stream<String> lines = Files.lines(home.resolve("secrets.env"))) {
            return lines.filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no secret " + name));
        } catch (IOException unreadable) {
            throw new IllegalStateException("secrets.env can't be read", unreadable);
        }
    }

    public List<String> regions() {
        return parts("redis").stream().map(Part::region).sorted().toList();
    }

    public List<Long> pids() {
        return parts().stream().map(Part::pid).toList();
    }

    public Path home() {
        return home;
    }

    /** The clone. */
    public Path root() {
        return root;
    }

    /** Stops all of it and keeps its files. */
    public void down() {
        script(Duration.ofMinutes(6), "down", "--home", home.toString(), "--net", net);
    }

    public void downAndWipe() {
        script(Duration.ofMinutes(6), "down", "--home", home.toString(), "--net", net, "--wipe");
    }

    @Override
    public void close() {
        downAndWipe();
        http.close();
    }

    /** Runs a command of {@code scripts/}; throws with what it said unless it ends with 0. */
    public String script(Duration limit, String name, String... arguments) {
        var command = new ArrayList<String>();
        command.add(root.resolve("scripts").resolve(name).toString());
        command.addAll(List.of(arguments));
        var output = Shell.run(limit, "", Map.of(), command);
        if (echo) {
            System.out.println(output.said());
        }
        return output.orThrow().said();
    }
}
