package io.clickway.warehouse.run;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Work that is done again and again beside the data path. What fails is done the next time; nothing waits for it. */
final class Chores {

    private static final Logger LOG = Logger.getLogger(Chores.class);

    /** Work on the database. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    private final ScheduledExecutorService threads;

    /** @param name of its threads, which end with the process */
    Chores(String name, int threads) {
        this.threads = Executors.newScheduledThreadPool(
                threads, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    }

    /** @param interval from the end of one run to the next, and before the first */
    void every(Duration interval, String what, Work work) {
        schedule(interval, interval, what, work);
    }

    void nowAndEvery(Duration interval, String what, Work work) {
        schedule(Duration.ZERO, interval, what, work);
    }

    private void schedule(Duration delay, Duration interval, String what, Work work) {
        threads.scheduleWithFixedDelay(
                () -> attempt(what, work), delay.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does it at once, on the caller's thread. A database that is away is no news, a bug is. */
    static void attempt(String what, Work work) {
        try {
            work.run();
        } catch (SQLException failed) {
            LOG.debugf(failed, "%s failed, next time again", what);
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "%s failed, next time again", what);
        }
    }

    void stop() {
        threads.shutdownNow();
    }
}
