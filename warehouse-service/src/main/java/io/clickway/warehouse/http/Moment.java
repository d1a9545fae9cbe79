package io.clickway.warehouse.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time as precise as the database keeps it, so that an answer equals what is read later. */
public final class Moment {

    private Moment() {}

    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
