package io.clickway.forwarder.carry;

import io.clickway.forwarder.batch.OutboundMessage;

/** A message from its first sending until the broker answers for it. */
final class InFlight {

    private final OutboundMessage message;
    private boolean isSent;
    private boolean isReturned;
    private int failures;
    /** When it was sent, or may be sent again. */
    private long nanos;

    InFlight(OutboundMessage message, long nowNanos) {
        this.message = message;
        this.nanos = nowNanos;
    }

    OutboundMessage message() {
        return message;
    }

    boolean isSent() {
        return isSent;
    }

    boolean isReturned() {
        return isReturned;
    }

    int failures() {
        return failures;
    }

    long sentNanos() {
        return nanos;
    }

    boolean isDue(long nowNanos) {
        return !isSent && nowNanos - nanos >= 0;
    }

    /** It is on its way, and the wait for its confirm begins. */
    void sent(long nowNanos) {
        isSent = true;
        nanos = nowNanos;
    }

    void returned() {
        isReturned = true;
    }

    /** The broker refused it: again at {@code atNanos}. */
    void refused(long atNanos) {
        failures++;
        again(atNanos);
    }

    /** The line it was sent over is lost: again as soon as there is another. */
    void again(long atNanos) {
        isSent = false;
        isReturned = false;
        nanos = atNanos;
    }
}
