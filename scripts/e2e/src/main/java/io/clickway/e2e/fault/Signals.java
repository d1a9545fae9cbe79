package io.clickway.e2e.fault;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Shell;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** Freezes processes by SIGSTOP and remembers which, so that none stays frozen. A Postgres freezes with all its backends. */
public final class Signals {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final LocalSystem system;
    private final Set<Long> frozen = ConcurrentHashMap.newKeySet();

    public Signals(LocalSystem system) {
        this.system = system;
    }

    public void freeze(String name) {
        var part = system.part(name);
        with(part, pid -> {
            frozen.add(pid);
            send("STOP", pid);
        });
    }

    /** Lets everything go on that was frozen and still lives. */
    public void thaw() {
        for (long pid : frozen) {
            send("CONT", pid);
            frozen.remove(pid);
        }
    }

    private static void with(Part part, LongConsumer act) {
        act.accept(part.pid());
        if (part.role().equals("postgres")) {
            ProcessHandle.of(part.pid())
                    .ifPresent(postmaster -> postmaster.descendants().forEach(backend -> act.accept(backend.pid())));
        }
    }

    public static void send(String signal, long pid) {
        Shell.run(LIMIT, "kill", "-" + signal, String.valueOf(pid));
    }
}
