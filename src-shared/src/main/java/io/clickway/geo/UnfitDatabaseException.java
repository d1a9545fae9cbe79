package io.clickway.geo;

/** A database that can't be used for what it was given for. The message says what it is, to be read behind a name. */
public final class UnfitDatabaseException extends Exception {

    private static final long serialVersionUID = 1;

    /** Bounded, so that a log can tell each once. */
    public enum Cause {
        /** It is whole, but tells something else. */
        WRONG_KIND,
        /** Its kind is right, and its records hold nothing of it: e.g. a flat file under a nested one's name. */
        TELLS_NOTHING,
        /** Look-ups fail in it. */
        DAMAGED
    }

    private final Cause why;
    private final String databaseType;

    UnfitDatabaseException(Cause why, String databaseType, String message) {
        super(message);
        this.why = why;
        this.databaseType = databaseType;
    }

    /** As its metadata calls it, cut to what a log can bear. */
    public String databaseType() {
        return databaseType;
    }

    public Cause why() {
        return why;
    }
}
