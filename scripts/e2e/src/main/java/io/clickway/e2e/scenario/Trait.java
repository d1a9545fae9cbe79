package io.clickway.e2e.scenario;

/** What is special about a scenario. */
public enum Trait {
    /** Part of the short tier. */
    TIER,
    /** Takes minutes: only by name or with {@code --long}. */
    LONG,
    /** Gets a system of its own. */
    FRESH,
    /** Breaks a rule on purpose: passes only if the accounting fails. */
    GUARD,
    /** An edge itself is hit: clicks may stay without an answer. */
    EDGE_HIT,
    /** Redis and spool are both taken away: clicks may end as sealed lines. */
    SEALS,
    /** Events are destroyed on purpose: the ledger must show them, so it can't close. */
    DESTROYS,
    /** Crafts messages of its own: quarantine and rows beyond the generator's clicks are its own matter. */
    CRAFTS,
    /** Processes come and go meanwhile, and take their counters with them: hops can't be compared by these. */
    SCALES
}
