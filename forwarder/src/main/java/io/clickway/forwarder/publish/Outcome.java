package io.clickway.forwarder.publish;

import java.util.UUID;

/**
 * What the broker, or the loss of it, says about what was sent. Each belongs to one line, told by its epoch; what comes
 * from an earlier line than the present one says nothing any more.
 */
public sealed interface Outcome {

    long epoch();

    /** The line is ready for messages. */
    record Opened(long epoch) implements Outcome {}

    /** The line was never ready or is lost: nothing more comes from it. */
    record Closed(long epoch, String cause) implements Outcome {}

    /** The broker answers for the message, unless it was returned before. */
    record Confirmed(long epoch, UUID message) implements Outcome {}

    /** The broker doesn't take it. */
    record Nacked(long epoch, UUID message) implements Outcome {}

    /** No queue takes it. A confirmation follows that means nothing. */
    record Returned(long epoch, UUID message, String cause) implements Outcome {}

    /** The broker takes no messages for now; heartbeats go on. */
    record Blocked(long epoch, String cause) implements Outcome {}

    record Unblocked(long epoch) implements Outcome {}
}
