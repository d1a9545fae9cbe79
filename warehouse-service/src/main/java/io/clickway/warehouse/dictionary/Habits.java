package io.clickway.warehouse.dictionary;

/**
 * How often the values of a parameter were new, by campaign and name, in a fixed amount of memory: of two that fall on the same
 * place the later one begins anew. Not thread-safe.
 */
final class Habits {

    /** Fewer sightings say nothing. */
    private static final int ENOUGH = 32;

    /** From here on both counts are halved, so that a parameter may change its ways. */
    private static final int FULL = 1 << 12;

    private static final int SEEN_SHIFT = 16;
    private static final int NAME_SHIFT = 32;
    private static final long COUNT = 0xffff;

    /** Name's hash in the upper half, below it sightings and how many of them were new. */
    private final long[] habits;

    /** @param places rounded up to a power of two */
    Habits(int places) {
        habits = new long[Math.max(2, Integer.highestOneBit(Math.max(1, places - 1)) << 1)];
    }

    void note(long nameHash, boolean isNew) {
        int place = place(nameHash);
        long habit = habits[place];
        long name = nameHash >>> NAME_SHIFT;
        long seen = 0;
        long fresh = 0;
        if (habit >>> NAME_SHIFT == name) {
            seen = habit >>> SEEN_SHIFT & COUNT;
            fresh = habit & COUNT;
            if (seen >= FULL) {
                seen >>= 1;
                fresh >>= 1;
            }
        }
        habits[place] = name << NAME_SHIFT | seen + 1 << SEEN_SHIFT | fresh + (isNew ? 1 : 0);
    }

    /** Whether its values hardly ever come again. */
    boolean isUnique(long nameHash) {
        long seen = seen(nameHash);
        return seen >= ENOUGH && fresh(nameHash) * 2 > seen;
    }

    /** Whether it has few values, so that it multiplies little. */
    boolean isSteady(long nameHash) {
        long seen = seen(nameHash);
        return seen >= ENOUGH && fresh(nameHash) * 32 <= seen;
    }

    private long seen(long nameHash) {
        long habit = habits[place(nameHash)];
        return habit >>> NAME_SHIFT == nameHash >>> NAME_SHIFT ? habit >>> SEEN_SHIFT & COUNT : 0;
    }

    private long fresh(long nameHash) {
        return habits[place(nameHash)] & COUNT;
    }

    private int place(long nameHash) {
        return (int) nameHash & habits.length - 1;
    }
}
