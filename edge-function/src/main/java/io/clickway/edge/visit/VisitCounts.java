package io.clickway.edge.visit;

import java.util.concurrent.atomic.LongAdder;

/** What visitors asked for, for metrics. Thread-safe. */
public final class VisitCounts {

    final LongAdder accepted = new LongAdder();
    final LongAdder unknownSlug = new LongAdder();
    final LongAdder unrecorded = new LongAdder();
    final LongAdder shed = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder nowhere = new LongAdder();

    /** Clicks on known links, each redirected but for those that {@link #nowhere} counts. */
    public long accepted() {
        return accepted.sum();
    }

    /** Requests for a slug that no link has. */
    public long unknownSlug() {
        return unknownSlug.sum();
    }

    /** Clicks redirected, but kept only as a sealed line on stderr. */
    public long unrecorded() {
        return unrecorded.sum();
    }

    /** Clicks redirected and kept under overload, without what can be found out later. */
    public long shed() {
        return shed.sum();
    }

    /** Clicks kept on links that lead nowhere now, and so not redirected. */
    public long nowhere() {
        return nowhere.sum();
    }

    /** Requests that were no clicks: wrong method, two hosts. */
    public long refused() {
        return refused.sum();
    }
}
