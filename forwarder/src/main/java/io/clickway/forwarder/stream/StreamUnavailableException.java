package io.clickway.forwarder.stream;

/** Redis didn't answer, refused, or the connection was lost: whether the command took effect is unknown. */
public class StreamUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    public StreamUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public StreamUnavailableException(String message) {
        super(message);
    }
}
