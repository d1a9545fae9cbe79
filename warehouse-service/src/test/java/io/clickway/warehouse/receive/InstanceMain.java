package io.clickway.warehouse.receive;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The data path without Quarkus as a process of its own, so that a test may kill it, freeze it, or give it little memory.
 * Arguments: broker URI, regions, JDBC URL, user, password, and the step at which it freezes itself or {@code never}.
 */
final class InstanceMain {

    private InstanceMain() {}

    public static void main(String... arguments) throws InterruptedException {
        var centre = new Centre(arguments[2], arguments[3], arguments[4]);
        var isDone = new AtomicBoolean();
        var ingest = new MessageIngest(
                Centre.unpacker(),
                centre.ingest(step -> {
                    if (arguments[5].equals(step.name()) && isDone.compareAndSet(false, true)) {
                        freeze(step);
                    }
                }),
                2);
        new Receiver(
                        new TestSettings("own process", arguments[0], List.of(arguments[1].split(","))),
                        BOUNDS,
                        (_, messages) -> ingest.store(messages),
                        message -> ingest.keepClosed(message, QuarantineCause.DELIVERY_LIMIT, "delivered too often"),
                        centre.faults(),
                        new TestFigures())
                .start();
        new CountDownLatch(1).await();
    }

    static final Handful.Bounds BOUNDS =
            new Handful.Bounds(64, 20_000, 16 << 20, Duration.ofMillis(50).toNanos());

    /** By the kernel, at this very step: nothing of the process runs until somebody lets it go on. */
    private static void freeze(Failpoint step) {
        System.out.println("frozen at " + step);
        signal(ProcessHandle.current().pid(), "STOP");
    }

    static void signal(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException failed) {
            throw new IllegalStateException("no kill on this machine", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    static Process start(Path log, List<String> javaOptions, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                InstanceMain.class.getName()));
        command.addAll(arguments);
        File output = log.toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
