package io.clickway.warehouse.dictionary;

import org.jspecify.annotations.Nullable;

/**
 * Numbers of the tuples met last, known by their values themselves: for what is frequent a comparison is cheaper than a
 * digest. A place for each hash, taken over by the next that falls on it; so texts that are made to collide only cost the
 * digest. Not thread-safe.
 */
final class Memo<K extends Record> {

    /** Longer texts aren't kept, so that all memos together take some 20 MiB at the very most. */
    static final int LONGEST_TEXT = 512;

    private static final int PLACES = 1 << 12;

    private final @Nullable Object[] keys = new @Nullable Object[PLACES];
    private final int[] numbers = new int[PLACES];

    /** 0 when it isn't known. */
    int get(int hash, K key) {
        int place = place(hash);
        return key.equals(keys[place]) ? numbers[place] : 0;
    }

    void put(int hash, K key, int number) {
        int place = place(hash);
        keys[place] = key;
        numbers[place] = number;
    }

    private static int place(int hash) {
        return (hash * 0x9e3779b9) >>> Integer.SIZE - Integer.numberOfTrailingZeros(PLACES);
    }
}
