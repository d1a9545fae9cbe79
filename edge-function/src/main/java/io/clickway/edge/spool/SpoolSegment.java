package io.clickway.edge.spool;

/** One append-only file of the spool. What lies below {@link #durableBytes} is fsynced and never changes. */
final class SpoolSegment {

    private final long number;
    private final boolean isFormer;
    private volatile long durableBytes;
    private volatile long drainedBytes;
    private volatile long skippedUntil = Long.MIN_VALUE;

    SpoolSegment(long number, boolean isFormer, long durableBytes) {
        this.number = number;
        this.isFormer = isFormer;
        this.durableBytes = durableBytes;
    }

    long number() {
        return number;
    }

    /** Whether an earlier start of the edge wrote it. */
    boolean isFormer() {
        return isFormer;
    }

    long durableBytes() {
        return durableBytes;
    }

    long drainedBytes() {
        return drainedBytes;
    }

    void grown(long bytes) {
        durableBytes = bytes;
    }

    void drainedTo(long bytes) {
        drainedBytes = bytes;
    }

    boolean isDrained() {
        return drainedBytes >= durableBytes;
    }

    /** The disk doesn't give it back for now: the others go first until then. */
    void skipUntil(long nanos) {
        skippedUntil = nanos;
    }

    boolean isSkippedAt(long nanos) {
        return skippedUntil != Long.MIN_VALUE && nanos - skippedUntil < 0;
    }
}
