package io.clickway.forwarder.publish;

import io.clickway.forwarder.batch.OutboundMessage;

/**
 * Sends messages over one line at a time; its outcomes go to an {@link OutcomeQueue}. Only {@link #close} waits. Called by the
 * thread that carries.
 */
public interface BatchPublisher {

    /** Drops the line there is and begins to open the next: {@link Outcome.Opened} or {@link Outcome.Closed} follows. */
    void open(long epoch);

    /** Sends over the open line. The caller bounds how much is on its way. */
    void publish(OutboundMessage message);

    /** Cuts the line there is. What was sent over it may have arrived or not; nothing is reported any more. */
    void drop();

    /** Ends the line there is properly, which may take a second: nothing is sent any more. */
    void close();
}
