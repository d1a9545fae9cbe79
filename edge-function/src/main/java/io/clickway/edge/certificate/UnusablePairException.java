package io.clickway.edge.certificate;

import java.io.Serial;

/** Why a pair can't be used, with what to do about it. Its message shows nothing of the key. */
final class UnusablePairException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnusablePairException(String message) {
        super(message);
    }
}
