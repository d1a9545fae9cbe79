package io.clickway.warehouse.rollup;

import java.util.Arrays;

/** Clicks by minute and region within a tally, for the start page. */
final class MinuteCells {

    private final CellTable table = new CellTable(2);
    private final int[] key = new int[2];
    private long[] clicks = new long[32];

    void count(int minute, int region) {
        key[0] = minute;
        key[1] = region;
        int cell = table.cell(key);
        if (cell >= clicks.length) {
            clicks = Arrays.copyOf(clicks, clicks.length * 2);
        }
        clicks[cell]++;
    }

    int size() {
        return table.size();
    }

    long minuteMillis(int cell) {
        return table.key(cell, 0) * 60_000L;
    }

    int region(int cell) {
        return table.key(cell, 1);
    }

    long clicks(int cell) {
        return clicks[cell];
    }
}
