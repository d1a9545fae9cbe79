package io.clickway.id;

import java.util.function.LongSupplier;

/**
 * Makes the ids of one source. Its time never goes back: when the clock does, the last time is used again. Not
 * thread-safe: a source belongs to one event loop.
 *
 * <p>The counter has 14 bits and goes round, so a source makes 16,384 ids in one millisecond; when these are used up, the
 * next millisecond begins before the clock says so.
 */
public final class ClickIdMint {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 1L << 63;
    private static final int COUNTER_MASK = 0x3fff;

    private final IdKeys keys;
    private final LongSupplier clock;
    private final long highBits;
    private final long lowBits;
    private long lastMillis;
    private int counter;
    private int left;

    /** @param clock milliseconds since the epoch */
    public ClickIdMint(SourceId source, IdKeys keys, LongSupplier clock) {
        this.keys = keys;
        this.clock = clock;
        int sourceBits = (int) (source.bits() >>> 38);
        this.highBits = VERSION_7 | (sourceBits >>> 14);
        this.lowBits = VARIANT | ((long) (sourceBits & 0x3fff) << 48);
    }

    public ClickId next() {
        advance(clock.getAsLong());
        if (left == 0) {
            advance(lastMillis + 1);
        }
        left--;
        counter = (counter + 1) & COUNTER_MASK;
        return keys.seal(lastMillis << 16 | highBits, lowBits | ((long) counter << 34));
    }

    /** No id that this mint makes from now on has an earlier time, in milliseconds since the epoch. */
    public long timeThrough() {
        advance(clock.getAsLong());
        return lastMillis;
    }

    private void advance(long millis) {
        if (millis > lastMillis) {
            lastMillis = millis;
            left = COUNTER_MASK + 1;
        }
    }
}
