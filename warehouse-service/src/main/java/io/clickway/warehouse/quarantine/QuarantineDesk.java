package io.clickway.warehouse.quarantine;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where something in quarantine is looked at and tried again, as if it were delivered now. */
public interface QuarantineDesk {

    /**
     * Tries it again. Safe at any time, also twice at once: what is stored already is stored once.
     *
     * @param waivesAge whether events may be older than the retention
     * @param who name of the API key; empty when the warehouse does it by itself
     */
    Outcome retry(long id, boolean waivesAge, Optional<String> who) throws SQLException;

    /** What this build makes of it; empty when there is no such thing. */
    Optional<Reading> read(long id) throws SQLException;

    /** What became of it. */
    sealed interface Outcome {

        record Unknown() implements Outcome {}

        /** @param state it was healed, retried or discarded before */
        record Settled(String state) implements Outcome {}

        /** @param events how many were stored now; none when another copy was faster */
        record Stored(long events) implements Outcome {}

        /** @param events how many were stored all the same */
        record Kept(long events, String why) implements Outcome {}
    }

    /**
     * @param verdict {@code readable}, or a cause and what is wrong
     * @param events as text, as far as they could be decoded; the first fifty
     */
    record Reading(String verdict, List<String> events) {

        public Reading {
            events = List.copyOf(events);
        }
    }
}
