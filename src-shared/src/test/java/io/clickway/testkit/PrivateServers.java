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
            endpoints.load(new StringReader(servers(command)));
            return new PrivateServers(dir, endpoints);
        } catch (IOException failed) {
            throw new IllegalStateException("private servers on " + net + " did not start", failed);
        }
    }

    /** Where they live, for scripts that take {@code --home}. */
    public Path dir() {
        return dir;
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
        servers(List.of("kill", "--dir", dir.toString(), name));
    }

    /** Stops a server gracefully. */
    public void stop(String name) {
        servers(List.of("stop-one", "--dir", dir.toString(), name));
    }

    public void restart(String name) {
        servers(List.of("start-one", "--dir", dir.toString(), name));
    }

    /** Stops a server's process in its tracks: its connections stay open and nothing answers. */
    public void freeze(String name) {
        signal("STOP", name);
    }

    /** Lets a frozen server go on. */
    public void thaw(String name) {
        signal("CONT", name);
    }

    private void signal(String signal, String name) {
        var now = new Properties();
        try {
            now.load(new StringReader(servers(List.of("show", "--dir", dir.toString()))));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        run(List.of("kill", "-" + signal, now.getProperty("pid." + name)), "");
    }

    /** Evaluates an Erlang expression inside a RabbitMQ node and returns what it writes. */
    public String evaluate(String name, String erlang) {
        return run(List.of(script("cli"), "--home", dir.toString(), name), erlang + "\n");
    }

    @Override
    public void close() {
        servers(List.of("stop", "--dir", dir.toString(), "--wipe"));
    }

    private static String script(String name) {
        return Path.of(System.getProperty("clickway.root", "."))
                .toAbsolutePath()
                .resolve("scripts")
                .resolve(name)
                .toString();
    }

    private static String servers(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(script("servers"));
        command.addAll(arguments);
        return run(command, "");
    }

    private static String run(List<String> command, String input) {
        try {
            var output = Files.createTempFile("clickway-servers-", ".out");
            var process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var stdin = process.outputWriter()) {
                stdin.write(input);
            }
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
