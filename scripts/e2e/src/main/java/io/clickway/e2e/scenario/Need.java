package io.clickway.e2e.scenario;

import io.clickway.e2e.fault.Firewall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a scenario needs of the machine beyond the system itself. */
public enum Need {
    /** A network namespace of its own with a firewall. */
    NAMESPACE("root and unshare, for a firewall and mounts of its own"),
    /** A C compiler for the fsync shim. */
    COMPILER("gcc"),
    /** libfaketime. */
    FAKETIME("libfaketime");

    private final String what;

    Need(String what) {
        this.what = what;
    }

    public String what() {
        return what;
    }

    public boolean isMet() {
        return switch (this) {
            case NAMESPACE -> Firewall.isAvailable();
            case COMPILER -> onPath("gcc");
            case FAKETIME -> LIBFAKETIME.stream().anyMatch(Files::exists);
        };
    }

    /** Where Debian keeps it, by architecture. */
    public static final List<Path> LIBFAKETIME = Stream.of("x86_64", "aarch64")
            .map(machine -> Path.of("/usr/lib/" + machine + "-linux-gnu/faketime/libfaketimeMT.so.1"))
            .toList();

    private static boolean onPath(String command) {
        return Stream.of("/usr/bin/", "/usr/local/bin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + command)));
    }
}
