package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A shim between a server and its fsync: slow or failing while a file says so. The server must load it at its start. */
public final class SlowSync {

    private final Shim shim;

    public SlowSync(LocalSystem system, String process) throws IOException {
        shim = new Shim(system, "slowsync", process);
    }

    /** The lines of settings.d that make a server load it. */
    public List<String> settings() {
        return shim.settings();
    }

    /** Whether the server with this pid did. */
    public boolean isLoadedBy(long pid) throws IOException {
        return shim.isLoadedBy(pid);
    }

    public void slow(Duration each) throws IOException {
        shim.say(String.valueOf(each.toMillis()));
    }

    public void fail() throws IOException {
        shim.say("fail");
    }

    public void heal() throws IOException {
        shim.heal();
    }
}
