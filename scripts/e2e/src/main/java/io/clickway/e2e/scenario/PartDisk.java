package io.clickway.e2e.scenario;

import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A disk put under a folder of a part, which is stopped for the moment; away again when the scenario heals. */
final class PartDisk {

    private static final Duration END = Duration.ofSeconds(90);

    private PartDisk() {}

    /** Makes the disk, large enough for what the folder holds already. */
    @FunctionalInterface
    interface Making {
        Disk on(Path folder, int usedMebibytes) throws IOException;
    }

    static Disk under(Stage stage, String name, Path folder, Making making) throws IOException {
        var system = stage.system();
        stop(system, name);
        var disk = making.on(folder, mebibytesBelow(folder));
        stage.undo(() -> {
            stop(system, name);
            disk.remove();
        });
        stage.up();
        return disk;
    }

    static void stop(LocalSystem system, String name) {
        if (system.part(name).isAlive()) {
            system.terminate(name);
        }
    }

    /**
     * Cuts the power of one server: frozen, its disk's image copied, killed with all its children before one of them may
     * go on, and the copy put in the disk's place. Does not start it again.
     */
    static void cutPower(Stage stage, String name, Disk disk) throws IOException {
        stage.freeze(name);
        disk.copyAsByPowerCut();
        stage.say("power cut of " + name + ", " + stage.clicks().answered().size() + " answered");
        var part = stage.system().part(name);
        var all = new ArrayList<>(
                ProcessHandle.of(part.pid()).orElseThrow().descendants().toList());
        ProcessHandle.of(part.pid()).ifPresent(all::add);
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(all);
        disk.returnToCopy();
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        long until = System.nanoTime() + END.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("processes that do not end: " + processes);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static int mebibytesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return 1
                    + (int) (files.filter(Files::isRegularFile)
                                    .mapToLong(file -> file.toFile().length())
                                    .sum()
                            >> 20);
        }
    }

    /** Whether a part's log has had these words since it was so long. */
    static boolean said(Part part, long since, String words) {
        try (var log = Files.newInputStream(part.log())) {
            log.skipNBytes(Math.min(since, Files.size(part.log())));
            return new String(log.readAllBytes(), StandardCharsets.ISO_8859_1).contains(words);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
