package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A shim between a server and its fsync: slow or failing while a file says so. The server must load it at its start. */
public final class SlowSync {

    private final Path folder;

    /** Compiles the shim into a folder that the server's account can walk to. */
    public SlowSync(LocalSystem system) throws IOException {
        folder = system.home().resolve("data/slowsync");
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var source = folder.resolve("slowsync.c");
        try (var text = Objects.requireNonNull(SlowSync.class.getResourceAsStream("slowsync.c"))) {
            Files.write(source, text.readAllBytes());
        }
        Shell.run(
                        Duration.ofSeconds(60),
                        "gcc",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library().toString(),
                        source.toString(),
                        "-ldl")
                .orThrow();
        Files.setPosixFilePermissions(library(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path library() {
        return folder.resolve("slowsync.so");
    }

    private Path word() {
        return folder.resolve("word");
    }

    /** The lines of settings.d that make a server load it. */
    public List<String> settings() {
        return List.of("LD_PRELOAD=" + library(), "SLOWSYNC_FILE=" + word());
    }

    public void slow(Duration each) throws IOException {
        say(String.valueOf(each.toMillis()));
    }

    public void fail() throws IOException {
        say("fail");
    }

    private void say(String text) throws IOException {
        Files.writeString(word(), text);
        Files.setPosixFilePermissions(word(), PosixFilePermissions.fromString("rw-r--r--"));
    }

    public void heal() throws IOException {
        Files.deleteIfExists(word());
    }
}
