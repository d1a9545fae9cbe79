package io.clickway.batch;

/** A message that isn't a batch as a forwarder sends it; the message says which part. */
public final class BatchFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    public BatchFormatException(String message) {
        super(message);
    }
}
