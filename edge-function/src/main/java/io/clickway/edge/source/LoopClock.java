package io.clickway.edge.source;

import java.time.Duration;

/** Time on a source's thread. */
public interface LoopClock {

    /** Nanoseconds since some moment, never going back. */
    long nanos();

    /** Runs the task once on the source's thread. The answer cancels it; after it ran that does nothing. */
    Runnable after(Duration delay, Runnable task);
}
