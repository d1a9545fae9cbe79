package io.clickway.warehouse.dictionary;

/**
 * Numbers of tuples by their 128 bits. Four places for each, of which one is given to another when all are taken: what is
 * forgotten is found in Postgres again. Not thread-safe.
 */
final class NumberCache {

    private static final int WAYS = 4;

    private final long[] highs;
    private final long[] lows;
    private final int[] numbers;
    private final int mask;
    private int victim;

    /** @param places how many tuples are remembered at most; rounded up to a power of two */
    NumberCache(int places) {
        int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, places - 1)) << 1);
        highs = new long[size];
        lows = new long[size];
        numbers = new int[size];
        mask = size - 1 & -WAYS;
    }

    /** 0 when it isn't known. */
    int get(long high, long low) {
        int bucket = (int) low & mask;
        for (int i = bucket; i < bucket + WAYS; i++) {
            if (lows[i] == low && highs[i] == high) {
                return numbers[i];
            }
        }
        return 0;
    }

    void put(long high, long low, int number) {
        int bucket = (int) low & mask;
        int place = bucket + (victim++ & WAYS - 1);
        for (int i = bucket; i < bucket + WAYS; i++) {
            boolean isSame = lows[i] == low && highs[i] == high;
            if (isSame || numbers[i] == 0) {
                place = i;
                if (isSame) {
                    break;
                }
            }
        }
        highs[place] = high;
        lows[place] = low;
        numbers[place] = number;
    }
}
