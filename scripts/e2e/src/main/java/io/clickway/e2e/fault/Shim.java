package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A library between a process and its C library, which obeys a word in a file. Compiled from a source beside this class
 * into a folder that the server's account can walk to; the process must load it at its start.
 */
final class Shim {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final Path library;
    private final Path word;

    /** @param process whose word this is: each has its own */
    Shim(LocalSystem system, String name, String process) throws IOException {
        this.name = name;
        var folder = Files.createDirectories(system.home().resolve("data/shim"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        library = folder.resolve(name + ".so");
        word = folder.resolve(name + "-" + process);
        heal();
        if (!Files.exists(library)) {
            compile(folder.resolve(name + ".c"));
        }
    }

    private void compile(Path source) throws IOException {
        try (var text = Objects.requireNonNull(Shim.class.getResourceAsStream(name + ".c"))) {
            Files.write(source, text.readAllBytes());
        }
        Shell.run(LIMIT, "gcc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .orThrow();
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The lines of settings.d that make a process load it. */
    List<String> settings() {
        return List.of("LD_PRELOAD=" + library, name.toUpperCase(Locale.ROOT) + "_FILE=" + word);
    }

    void say(String text) throws IOException {
        var draft = word.resolveSibling(word.getFileName() + ".new");
        Files.writeString(draft, text + "\n");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, word, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether the process has it in its memory. */
    boolean isLoadedBy(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/maps")).contains(library.toString());
    }

    void heal() throws IOException {
        Files.deleteIfExists(word);
    }
}
