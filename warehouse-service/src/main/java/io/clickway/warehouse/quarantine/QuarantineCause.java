package io.clickway.warehouse.quarantine;

import java.util.Locale;

/** Why something is kept aside. */
public enum QuarantineCause {
    /** The forwarder found a stream entry it can't read. */
    DAMAGED,
    /** A message of a type that this build doesn't know. */
    UNKNOWN_TYPE,
    BAD_HEADER,
    UNKNOWN_CODEC,
    /** The body is encrypted by a key that this build doesn't hold. */
    ENCRYPTED,
    TOO_LARGE,
    CHECKSUM,
    BAD_COMPRESSION,
    /** Version, lengths or number of the events are off. */
    BAD_FRAME,
    /** An event that isn't protobuf. */
    BAD_EVENT,
    BAD_UTF8,
    NUL_IN_TEXT,
    /** A value outside of what the column may hold. */
    BAD_VALUE,
    /** Not a UUID of version 7. */
    BAD_ID,
    /** An event of a kind that this build doesn't know: a newer one can read it. */
    UNKNOWN_KIND,
    /** Its time is ahead of the time its batch was sent. */
    AHEAD_OF_TIME,
    /** Older than the retention. */
    TOO_OLD,
    /** Its day takes no rows any more. */
    DAY_CLOSED,
    /** Another event with the same source and number is stored. */
    SEQ_TAKEN,
    /** The broker delivered it so often that it gave up. */
    DELIVERY_LIMIT,
    /** Postgres refused the row. */
    REFUSED_BY_STORE;

    /** As it stands in the table and in metrics, e.g. {@code unknown-kind}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
