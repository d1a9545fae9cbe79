package io.clickway.warehouse.rollup;

/** Reads a tally that is never written to Postgres. */
public final class Tallies {

    private Tallies() {}

    /** Clicks in the cells of the total. */
    public static long clicks(ClickTally tally) {
        var total = tally.cubes()[Cube.TOTAL.ordinal()];
        long clicks = 0;
        for (int cell = 0; cell < total.size(); cell++) {
            clicks += total.clicks(cell);
        }
        return clicks;
    }
}
