package io.clickway.testkit;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Real Redis, RabbitMQ and Postgres for one test class, started by {@code scripts/servers} exactly as {@code scripts/up}
 * starts them, on addresses of their own. Close it to stop and forget them.
 */
public final class PrivateServers implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 240;

    private final Path dir;
    private final Properties endpoints;

    private PrivateServers(Path dir, Properties endpoints) {
        this.dir = dir;
        this.endpoints = endpoints;
    }

    /**
     * @param net the first two octets of the loopback addresses to use, e.g. {@code 127.61}; each test class its own
     * @param what of {@code redis}, {@code rabbitmq}, {@code postgres}
     */
    public static PrivateServers start(String net, String regions, String... what) {
        try {
            var dir = Files.createTempDirectory("clickway-it-");
            var command =
                    new ArrayList<>(List.of("start", "--dir", dir.toString(), "--net", net, "--regions", regions));
            command.addAll(List.of(what));
            var endpoints = new Properties();
            endpoints.load(new StringReader(run(command)));
            return new PrivateServers(dir, endpoints);
        } catch (IOException failed) {
            throw new IllegalStateException("private servers on " + net + " did not start", failed);
        }
    }

    /** E.g. {@code redis.eu.uri.edge}; the keys are those that {@code scripts/servers start} prints. */
    public String get(String key) {
        var value = endpoints.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("no endpoint '" + key + "' among " + endpoints.stringPropertyNames());
        }
        return value;
    }

    /** Ends a server by kill -9; {@code name} e.g. {@code redis-eu}, {@code rabbitmq-centre}, {@code postgres}. */
    public void kill(String name) {
        run(List.of("kill", "--dir", dir.toString(), name));
    }

    /** Stops a server gracefully. */
    public void stop(String name) {
        run(List.of("stop-one", "--dir", dir.toString(), name));
    }

    public void restart(String name) {
        run(List.of("start-one", "--dir", dir.toString(), name));
    }

    @Override
    public void close() {
        run(List.of("stop", "--dir", dir.toString(), "--wipe"));
    }

    private static String run(List<String> arguments) {
        var root = Path.of(System.getProperty("clickway.root", ".")).toAbsolutePath();
        var command = new ArrayList<String>();
        command.add(root.resolve("scripts/servers").toString());
        command.addAll(arguments);
        try {
            var output = Files.createTempFile("clickway-servers-", ".out");
            var process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " took longer than " + TIMEOUT_SECONDS + " s");
            }
            var text = Files.readString(output);
            Files.delete(output);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + text);
            }
            return text;
        } catch (IOException failed) {
            throw new IllegalStateException(command + " could not be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", interrupted);
        }
    }
}
