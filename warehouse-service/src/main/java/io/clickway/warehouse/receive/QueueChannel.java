package io.clickway.warehouse.receive;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One channel that reads a region's queue. What the broker pushes waits inside, bounded by the prefetch; the broker forgets
 * what it has given to this channel when the channel ends, and gives it to somebody anew. Used by one thread.
 */
public interface QueueChannel extends AutoCloseable {

    /** Asks for deliveries: at first, and again after {@link #cancel}. */
    void consume() throws IOException;

    /** Asks for no more; what was delivered stays in hand. */
    void cancel() throws IOException;

    /** The next delivery, in the order of tags; null when none comes within this time. */
    @Nullable
    Delivered next(Duration wait) throws IOException;

    /** Acks this delivery and all before it. */
    void ackThrough(long tag) throws IOException;

    /** Whether the broker still waits for acks here, as far as is known. */
    boolean isOpen();

    /** Whether the broker ended the deliveries, as it does when the queue is deleted. */
    boolean isCancelledByBroker();

    @Override
    void close();

    /** Opens channels. */
    @FunctionalInterface
    interface Opening {
        QueueChannel open(String region) throws IOException;
    }
}
