package io.clickway.e2e.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a server goes on naming addresses that are gone. Watching begins before the fault; each watcher asks again and again
 * until it hears of none of them.
 */
public final class FailOver implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final long PAUSE_NANOS = 50_000_000;

    private final ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Long>> seen = new ArrayList<>();

    /**
     * A watcher that asks for the first time after a while, as the cache of its network is filled then.
     *
     * @param visitor an address of the network it asks for
     */
    public void watch(NameServer server, String visitor, Set<String> gone, Duration first) {
        seen.add(watchers.submit(() -> {
            LockSupport.parkNanos(first.toNanos());
            long until = System.nanoTime() + LIMIT.toNanos();
            while (names(server, visitor, gone)) {
                if (System.nanoTime() > until || Thread.interrupted()) {
                    throw new IllegalStateException(
                            visitor + " is still sent to " + gone + " after " + LIMIT.toSeconds() + " s");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return System.nanoTime();
        }));
    }

    private static boolean names(NameServer server, String visitor, Set<String> gone) {
        try {
            return server.ask(visitor).addresses().stream().anyMatch(gone::contains);
        } catch (IOException silent) {
            return true;
        }
    }

    /** Waits for all; how long after that moment, by {@link System#nanoTime()}, the last of them heard of others only. */
    public Duration slowest(long moment) throws InterruptedException, ExecutionException {
        var last = Duration.ZERO;
        for (var one : seen) {
            var after = Duration.ofNanos(one.get() - moment);
            last = after.compareTo(last) > 0 ? after : last;
        }
        return last;
    }

    @Override
    public void close() {
        watchers.shutdownNow();
    }
}
