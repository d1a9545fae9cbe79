package io.clickway.forwarder.it;

import io.clickway.forwarder.it.EdgeStandIn.Source;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Commits of one to five clicks, about 300 a second, in the background until it is closed; what Redis refuses is tried again. */
final class Load implements AutoCloseable {

    private static final long PAUSE_MILLIS = 10;

    private final Source source;
    private final int most;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean isRefused;

    private Load(Source source, int most) {
        this.source = source;
        this.most = most;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    static Load on(Source source) {
        return new Load(source, 5);
    }

    /** Commits of {@code clicks} each, much heavier than usual. */
    static Load heavyOn(Source source, int clicks) {
        return new Load(source, clicks);
    }

    private void run() {
        try {
            for (int i = 0; !ending.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                var commit = source.next(most > 5 ? most : 1 + i % most);
                while (!source.tries(commit)) {
                    isRefused = true;
                    ending.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether Redis has refused a commit. */
    boolean isRefused() {
        return isRefused;
    }

    /** Ends with the commit that is under way. */
    @Override
    public void close() {
        ending.countDown();
        try {
            if (!thread.join(Duration.ofMinutes(2))) {
                throw new IllegalStateException("the load did not end: Redis takes nothing");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
