package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * The wall clock of one process, moved by libfaketime while a file says so; its monotonic clock goes on. The process must
 * load it at its start, and looks at the file once a second.
 */
public final class SteppedClock {

    private final Path library;
    private final Path word;

    public SteppedClock(LocalSystem system, String name, Path library) throws IOException {
        this.library = library;
        var folder = Files.createDirectories(system.home().resolve("data/clock"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        word = folder.resolve(name);
        step(Duration.ZERO);
    }

    /** The lines of settings.d that make a process load it. */
    public List<String> settings() {
        return List.of(
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + word,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
    }

    /** From within a second on the process's clock differs by so much from the machine's. */
    public void step(Duration by) throws IOException {
        var draft = word.resolveSibling(word.getFileName() + ".new");
        Files.writeString(draft, (by.isNegative() ? "" : "+") + by.toSeconds() + "\n");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, word, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
