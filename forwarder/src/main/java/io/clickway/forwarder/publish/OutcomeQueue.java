package io.clickway.forwarder.publish;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of a broker's client leave outcomes for the one thread that carries. Bounded: a full queue holds the
 * client's reader back, which is right, since no outcome may be lost.
 */
public final class OutcomeQueue {

    private static final int CAPACITY = 4_096;

    private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(CAPACITY);
    private @Nullable Outcome next;

    /** Called by any thread. */
    public void put(Outcome outcome) {
        try {
            outcomes.put(outcome);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by the thread that carries, as are all below. */
    public @Nullable Outcome poll() {
        var first = next;
        next = null;
        return first != null ? first : outcomes.poll();
    }

    /** Waits until there is an outcome, at most {@code limit}. */
    public void await(Duration limit) {
        if (next != null || limit.isZero()) {
            return;
        }
        try {
            next = outcomes.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
