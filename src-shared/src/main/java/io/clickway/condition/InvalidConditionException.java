package io.clickway.condition;

/** A condition that can't be read; the message names field and value, and says what to write instead. */
public final class InvalidConditionException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidConditionException(String message) {
        super(message);
    }
}
