package io.clickway.event;

/** A frame whose bytes are not what an edge writes; the message says which part. */
public final class EventFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    public EventFrameException(String message) {
        super(message);
    }
}
