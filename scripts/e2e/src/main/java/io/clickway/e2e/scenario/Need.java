package io.clickway.e2e.scenario;

import io.clickway.e2e.fault.Firewall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a scenario needs of the machine beyond the system itself. */
public enum Need {
    /** A network namespace of its own with a firewall. */
    NAMESPACE("root and unshare, for a firewall and mounts of its own"),
    /** A C compiler for what stands between a process and its C library. */
    COMPILER("gcc");

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
        };
    }

    private static boolean onPath(String command) {
        return Stream.of("/usr/bin/", "/usr/local/bin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + command)));
    }
}
