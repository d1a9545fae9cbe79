package io.clickway.geo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers places by network, without a lock and within a bound: a slot holds the network last found for one of its
 * addresses, and a hit is an address inside of it. Never wrong, only forgetful: the network's own prefix decides, the slot
 * is but where to look. A wide network (IPv4 up to /16, IPv6 up to /32) has a slot by that prefix, so that one entry serves
 * all of it; any other one by the address's /24 or /48.
 *
 * <p>Threads race for slots on purpose: an entry is immutable, and whichever one stays is right.
 */
final class PlaceCache {

    /** The golden ratio's fraction: spreads neighbours over the slots. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final @Nullable Entry[] v4;
    private final @Nullable Entry[] v6;
    private final int shift;

    /** All fields final: safe to read through a race. */
    private record Entry(long high, long low, long highMask, long lowMask, Place place) {

        boolean holds(long high, long low) {
            return (high & highMask) == this.high && (low & lowMask) == this.low;
        }
    }

    /** Takes that many slots, a power of two, for either version of IP. */
    PlaceCache(int slots) {
        if (Integer.bitCount(slots) != 1 || slots < 2) {
            throw new IllegalArgumentException("slots: " + slots + " is no power of two from 2 on");
        }
        v4 = new Entry[slots];
        v6 = new Entry[slots];
        shift = Long.numberOfLeadingZeros(slots) + 1;
    }

    /** Null when it isn't remembered. */
    @Nullable
    Place get(byte[] address) {
        boolean isV4 = address.length == 4;
        var table = isV4 ? v4 : v6;
        long high = high(address);
        long low = low(address);
        var wide = table[slot(isV4 ? low >>> 16 : high >>> 32)];
        if (wide != null && wide.holds(high, low)) {
            return wide.place();
        }
        var narrow = table[slot(isV4 ? low >>> 8 : high >>> 16)];
        return narrow != null && narrow.holds(high, low) ? narrow.place() : null;
    }

    /** Remembers a place for the network of that many bits around the address. */
    void put(byte[] address, int bits, Place place) {
        boolean isV4 = address.length == 4;
        int length = address.length * 8;
        // Counted in 128 bits: those of an IPv4 address stand at the end, and nothing else in front.
        int prefix = 128 - length + Math.clamp(bits, 0, length);
        long highMask = mask(prefix);
        long lowMask = mask(prefix - 64);
        long high = high(address);
        long low = low(address);
        long key = isV4 ? low >>> (bits <= 16 ? 16 : 8) : high >>> (bits <= 32 ? 32 : 16);
        (isV4 ? v4 : v6)[slot(key)] = new Entry(high & highMask, low & lowMask, highMask, lowMask, place);
    }

    private int slot(long key) {
        return (int) (key * SPREAD >>> shift);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : (long) LONG.get(address, 0);
    }

    private static long low(byte[] address) {
        return address.length == 4 ? Integer.toUnsignedLong((int) INT.get(address, 0)) : (long) LONG.get(address, 8);
    }

    /** The first so many of 64 bits. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << 64 - bits;
    }
}
