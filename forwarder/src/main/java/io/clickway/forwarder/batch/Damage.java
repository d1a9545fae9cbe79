package io.clickway.forwarder.batch;

import java.util.Locale;

/** Why an entry can't be part of a batch. */
public enum Damage {
    MISSING_FIELD,
    REPEATED_FIELD,
    BAD_SOURCE,
    BAD_NUMBER,
    BAD_FRAME,
    OVERSIZE;

    /** As it stands in the header {@code cause}, e.g. {@code missing-field}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
