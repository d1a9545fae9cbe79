package io.clickway.warehouse.dictionary;

/**
 * What was seen lately, in a fixed amount of memory: a place for each hash, taken over by the next that falls on it. Now and
 * then something seen is forgotten, and once in 2^58 something new is taken for seen: both harmless. Not thread-safe.
 */
final class Sightings {

    /** Beyond this it isn't counted. */
    static final long MOST = 63;

    /** The upper bits tell what it is, the lower ones how often it was seen. */
    private final long[] seen;

    /** @param places rounded up to a power of two */
    Sightings(int places) {
        seen = new long[Math.max(2, Integer.highestOneBit(Math.max(1, places - 1)) << 1)];
    }

    /** Whether it was seen before; from now on it was. */
    boolean see(long high, long low) {
        return count(high, low) > 1;
    }

    /** How often it was seen, now included; {@link #MOST} at most. */
    int count(long high, long low) {
        int place = (int) low & seen.length - 1;
        long name = high & ~MOST;
        int count = (seen[place] & ~MOST) == name ? (int) Math.min(MOST, (seen[place] & MOST) + 1) : 1;
        seen[place] = name | count;
        return count;
    }
}
