package io.clickway.edge.visit;

/** Nobody can be served: the address is taken or not this machine's, or the certificate can't be used. */
public final class UnableToListenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnableToListenException(Throwable cause) {
        super("can't listen: " + cause.getMessage(), cause);
    }
}
