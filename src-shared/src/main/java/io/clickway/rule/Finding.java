package io.clickway.rule;

/**
 * Something wrong with a campaign or link.
 *
 * @param where for people, from the outside in, e.g. "campaign 'spring', rule 'DE mobile', condition 2"
 * @param message what is wrong and what to do about it; goes on from {@code where}
 */
public record Finding(Severity severity, String where, String message) {

    /** Whether a campaign may be published like this. */
    public enum Severity {
        /** It would not do what was meant; it must not be published. */
        ERROR,
        /** It works, though perhaps not as meant. */
        WARNING
    }

    static Finding error(String where, String message) {
        return new Finding(Severity.ERROR, where, message);
    }

    static Finding warning(String where, String message) {
        return new Finding(Severity.WARNING, where, message);
    }

    @Override
    public String toString() {
        return where + ": " + message;
    }
}
