package io.clickway.warehouse.dictionary;

/**
 * How many values a parameter has, by campaign and name, in a fixed amount of memory: of two that fall on the same place the
 * later one begins anew. Counted in windows, so that a parameter may change its ways. Not thread-safe.
 */
final class Habits {

    /** From one value to many: what has an order multiplies more than what has a lower one. */
    static final int CONSTANT = 0;

    static final int STEADY = 1;
    static final int REPEATED = 2;
    static final int UNIQUE = 3;

    private static final int MOST_CONSTANT = 8;
    private static final int MOST_STEADY = 64;

    /** Fewer sightings say nothing. */
    private static final int ENOUGH = 8;

    /** Sightings of a window. */
    private static final int WINDOW = 1 << 12;

    private static final int NAME_SHIFT = 32;
    private static final int EPOCH_SHIFT = 29;
    private static final int ORDER_SHIFT = 26;
    private static final int SEEN_SHIFT = 13;
    private static final int COUNT = (1 << SEEN_SHIFT) - 1;
    private static final int THREE_BITS = 7;

    /** An order that no window has told yet. */
    private static final int UNTOLD = 7;

    /** Name's hash in the upper half; below it the window's number, the order by the one before, sightings, new values. */
    private final long[] habits;

    /** @param places rounded up to a power of two */
    Habits(int places) {
        habits = new long[Math.max(2, Integer.highestOneBit(Math.max(1, places - 1)) << 1)];
    }

    /** Number of the window: a value counts once in each. */
    int epoch(long name) {
        return (int) (habit(name) >>> EPOCH_SHIFT) & THREE_BITS;
    }

    /** @return the order from now on */
    int note(long name, boolean isNew) {
        long habit = habit(name);
        int epoch = (int) (habit >>> EPOCH_SHIFT) & THREE_BITS;
        int order = (int) (habit >>> ORDER_SHIFT) & THREE_BITS;
        int seen = ((int) (habit >>> SEEN_SHIFT) & COUNT) + 1;
        int fresh = ((int) habit & COUNT) + (isNew ? 1 : 0);
        int told = order == UNTOLD ? early(seen, fresh) : order;
        if (seen == WINDOW) {
            told = order(seen, fresh);
            order = told;
            epoch = epoch + 1 & THREE_BITS;
            seen = 0;
            fresh = 0;
        }
        habits[place(name)] = name >>> NAME_SHIFT << NAME_SHIFT
                | (long) epoch << EPOCH_SHIFT
                | (long) order << ORDER_SHIFT
                | (long) seen << SEEN_SHIFT
                | fresh;
        return told;
    }

    /** While the first window lasts. */
    private static int early(int seen, int fresh) {
        if (seen < ENOUGH) {
            return REPEATED;
        }
        if (fresh <= Math.min(MOST_CONSTANT, 2 + seen / 32)) {
            return CONSTANT;
        }
        if (fresh <= Math.min(MOST_STEADY, 6 + seen / 16)) {
            return STEADY;
        }
        return seen >= 4 * ENOUGH && fresh * 2 > seen ? UNIQUE : REPEATED;
    }

    private static int order(int seen, int fresh) {
        if (fresh <= MOST_STEADY) {
            return fresh <= MOST_CONSTANT ? CONSTANT : STEADY;
        }
        return fresh * 2 > seen ? UNIQUE : REPEATED;
    }

    private long habit(long name) {
        long habit = habits[place(name)];
        return habit >>> NAME_SHIFT == name >>> NAME_SHIFT ? habit & 0xffff_ffffL : (long) UNTOLD << ORDER_SHIFT;
    }

    private int place(long name) {
        return (int) name & habits.length - 1;
    }
}
