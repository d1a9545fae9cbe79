package io.clickway.warehouse.dictionary;

import org.jspecify.annotations.Nullable;

/**
 * What of a click's query is looked up as one, by 128 bits that are those of its pieces, each with its name, laid over each
 * other: so no text is hashed twice.
 *
 * @param target its shape; null when the row carries the target
 * @param subs bits, that of sub1 the lowest
 * @param parameters bits by place
 * @param high of the 128 bits
 * @param low of the 128 bits
 * @param saved bytes that the row is spared
 * @param cost bytes of the dictionary's row and of its places in indexes
 */
record QueryPart(@Nullable String target, int subs, long parameters, long high, long low, int saved, int cost) {

    boolean isEmpty() {
        return target == null && subs == 0 && parameters == 0;
    }

    /** How often it must be seen before it pays, when rows are spared so many bytes already. */
    int admission(int alreadySaved) {
        int gain = saved - alreadySaved;
        return gain <= 0 ? Integer.MAX_VALUE : Math.max(2, (cost + gain - 1) / gain);
    }

    /** Puts a part together, piece by piece. Not thread-safe. */
    static final class Making {

        /** Of a row of the dictionary: header, pointer, digest, number, two entries of indexes. */
        private static final int ROW_BYTES = 120;

        private static final int OBJECT_BYTES = 8;
        private static final int MEMBER_BYTES = 8;

        private @Nullable String target;
        private int subs;
        private long parameters;
        private long high;
        private long low;
        private int saved;
        private int cost;

        Making begin() {
            target = null;
            subs = 0;
            parameters = 0;
            high = 0;
            low = 0;
            saved = 0;
            cost = ROW_BYTES;
            return this;
        }

        void target(String shape, int length, long high, long low) {
            target = shape;
            add(high, low, length, shape.length());
        }

        void sub(int index, String value, TupleKey key) {
            subs |= 1 << index;
            add(key.high(), key.low(), value.length() + 1, value.length() + 1);
        }

        void parameter(int index, String name, String value, TupleKey key) {
            int bytes = name.length() + value.length() + MEMBER_BYTES;
            if (parameters == 0) {
                bytes += OBJECT_BYTES;
            }
            parameters |= 1L << index;
            add(key.high(), key.low(), bytes, bytes);
        }

        private void add(long addedHigh, long addedLow, int spared, int kept) {
            high ^= addedHigh;
            low ^= addedLow;
            saved += spared;
            cost += kept;
        }

        QueryPart end() {
            return new QueryPart(target, subs, parameters, high, low, saved, cost);
        }
    }
}
