package io.clickway.id;

import java.util.function.LongSupplier;

/**
 * Makes the ids of one source. Its time never goes back: when the clock does, the last time is used again. Not
 * thread-safe: a source belongs to one event loop.
 *
 * <p>The counter has 14 bits and goes round, so a source may make 16,384 ids in one millisecond.
 */
public final class ClickIdMint {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 1L << 63;

    private final IdKeys keys;
    private final LongSupplier clock;
    private final long highBits;
    private final long lowBits;
    private long lastMillis;
    private int counter;

    /** @param clock milliseconds since the epoch */
    public ClickIdMint(SourceId source, IdKeys keys, LongSupplier clock) {
        this.keys = keys;
        this.clock = clock;
        int sourceBits = (int) (source.bits() >>> 38);
        this.highBits = VERSION_7 | (sourceBits >>> 14);
        this.lowBits = VARIANT | ((long) (sourceBits & 0x3fff) << 48);
    }

    public ClickId next() {
        lastMillis = Math.max(lastMillis, clock.getAsLong());
        counter = (counter + 1) & 0x3fff;
        return keys.seal(lastMillis << 16 | highBits, lowBits | ((long) counter << 34));
    }

    /** No id that this mint makes from now on has an earlier time, in milliseconds since the epoch. */
    public long timeThrough() {
        lastMillis = Math.max(lastMillis, clock.getAsLong());
        return lastMillis;
    }
}
