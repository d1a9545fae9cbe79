package io.clickway.warehouse.rollup;

/** Reads a tally that is never written to Postgres. */
public final class Tallies {

    private Tallies() {}

    /** Clicks in the buckets of a quarter of an hour. */
    public static long clicks(ClickTally tally) {
        return tally.quarters().values().stream().mapToLong(Long::longValue).sum();
    }
}
