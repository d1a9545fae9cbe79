package io.clickway.e2e.system;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command with a time limit and keeps what it said. */
public final class Shell {

    /** @param said stdout and stderr together */
    public record Output(List<String> command, int exit, String said) {

        public Output orThrow() {
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit + ": " + said.strip());
            }
            return this;
        }
    }

    private Shell() {}

    public static Output run(Duration limit, String... command) {
        return run(limit, "", Map.of(), List.of(command));
    }

    /** Through files, not pipes: a daemon that kept the pipe would keep this waiting. */
    public static Output run(Duration limit, String input, Map<String, String> environment, List<String> command) {
        try {
            var in = Files.createTempFile("clickway-in-", ".txt");
            var out = Files.createTempFile("clickway-out-", ".log");
            try {
                Files.writeString(in, input);
                var builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            command + " took longer than " + limit + ": " + Files.readString(out));
                }
                return new Output(command, process.exitValue(), Files.readString(out));
            } finally {
                Files.deleteIfExists(in);
                Files.deleteIfExists(out);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(command + " could not be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
