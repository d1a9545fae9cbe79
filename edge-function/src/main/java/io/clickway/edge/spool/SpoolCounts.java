package io.clickway.edge.spool;

import java.util.concurrent.atomic.LongAdder;

/** What the spool did since its start, for metrics. Thread-safe. */
public final class SpoolCounts {

    final LongAdder written = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder drained = new LongAdder();
    final LongAdder damaged = new LongAdder();
    final LongAdder torn = new LongAdder();

    /** Records that reached the disk. */
    public long written() {
        return written.sum();
    }

    /** Records that it couldn't take: full, or the disk failed. */
    public long refused() {
        return refused.sum();
    }

    /** Records that the stream has taken. */
    public long drained() {
        return drained.sum();
    }

    /** Stretches that were set aside as damaged. */
    public long damaged() {
        return damaged.sum();
    }

    /** Segments whose tail a crash had cut. */
    public long torn() {
        return torn.sum();
    }
}
