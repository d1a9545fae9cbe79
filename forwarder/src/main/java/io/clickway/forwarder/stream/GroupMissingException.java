package io.clickway.forwarder.stream;

/** The stream or its consumer group doesn't exist: a new Redis, or one that was emptied. */
public final class GroupMissingException extends StreamUnavailableException {

    private static final long serialVersionUID = 1L;

    public GroupMissingException(String message) {
        super(message);
    }
}
