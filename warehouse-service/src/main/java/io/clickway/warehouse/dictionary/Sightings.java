package io.clickway.warehouse.dictionary;

/**
 * What was seen lately, in a fixed amount of memory: a place for each hash, taken over by the next that falls on it. Now and
 * then something seen is forgotten, and once in 2^64 something new is taken for seen: both harmless. Not thread-safe.
 */
final class Sightings {

    private final long[] seen;

    /** @param places rounded up to a power of two */
    Sightings(int places) {
        seen = new long[Math.max(2, Integer.highestOneBit(Math.max(1, places - 1)) << 1)];
    }

    /** Whether it was seen before; from now on it was. */
    boolean see(long high, long low) {
        int place = (int) low & seen.length - 1;
        if (seen[place] == high) {
            return true;
        }
        seen[place] = high;
        return false;
    }
}
