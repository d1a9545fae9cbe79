package io.clickway.link;

/** A URL that no visitor may be sent to; the message goes on from "the URL …". */
public final class InvalidDestinationException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidDestinationException(String message) {
        super(message);
    }
}
