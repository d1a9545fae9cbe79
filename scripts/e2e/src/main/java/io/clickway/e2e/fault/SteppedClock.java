package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The wall clock of one process, moved by a shim while a file says so; its monotonic clock goes on. The process must load
 * it at its start.
 */
public final class SteppedClock {

    private final Shim shim;

    public SteppedClock(LocalSystem system, String process) throws IOException {
        shim = new Shim(system, "steppedclock", process);
    }

    /** The lines of settings.d that make a process load it. */
    public List<String> settings() {
        return shim.settings();
    }

    /** Whether the process with this pid did. */
    public boolean isLoadedBy(long pid) throws IOException {
        return shim.isLoadedBy(pid);
    }

    /** Within a tenth of a second the process's clock differs by so much from the machine's. */
    public void step(Duration by) throws IOException {
        shim.say(String.valueOf(by.toSeconds()));
    }
}
