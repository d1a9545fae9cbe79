package io.clickway.edge.spool;

import java.time.Duration;
import org.jboss.logging.Logger;

/** The two threads of a spool: one writes, one drains. */
public final class SpoolThreads implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpoolThreads.class);
    private static final long IDLE_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 5_000;

    private final Spool spool;
    private final SpoolDrainer drainer;
    private final Thread writer;
    private final Thread carrier;
    private volatile boolean stopped;

    public SpoolThreads(Spool spool, SpoolDrainer drainer) {
        this.spool = spool;
        this.drainer = drainer;
        writer = Thread.ofPlatform().name("edge-spool-writer").daemon().unstarted(this::write);
        carrier = Thread.ofPlatform().name("edge-spool-drainer").daemon().unstarted(this::drain);
    }

    public void startWriting() {
        writer.start();
    }

    public void startDraining() {
        carrier.start();
    }

    private void write() {
        try {
            while (spool.awaitQueued()) {
                spool.writeStep();
            }
        } catch (InterruptedException stop) {
            LOG.debug("the spool's writer was interrupted");
        }
        spool.finish();
    }

    private void drain() {
        try {
            while (!stopped) {
                var pause = drainer.step();
                if (drainer.isIdle()) {
                    spool.awaitUndrained(IDLE_MILLIS, System.nanoTime());
                } else {
                    // A pause between attempts that the drainer itself chooses; stopDraining() interrupts it.
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException stop) {
            LOG.debug("the spool's drainer was interrupted");
        }
    }

    /** Waits until nothing is left, at most so long; the answer is whether it is. */
    public boolean awaitEmpty(Duration atMost) {
        long begun = System.nanoTime();
        try {
            while (!spool.isEmpty() && System.nanoTime() - begun < atMost.toNanos()) {
                // At shutdown only; the spool's lock is not worth a condition for this.
                Thread.sleep(5);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return spool.isEmpty();
    }

    public void stopDraining() {
        stopped = true;
        carrier.interrupt();
        join(carrier);
    }

    /** Writes what is queued, then stops; the spool refuses what comes later. */
    @Override
    public void close() {
        stopDraining();
        spool.close();
        join(writer);
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
