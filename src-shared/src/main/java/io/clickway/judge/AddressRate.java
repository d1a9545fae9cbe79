package io.clickway.judge;

import java.time.Duration;

/**
 * Counts requests per address over a sliding window: of the window before as much counts as the sliding one still
 * covers. A v6 address counts as its /64, the least that one customer is given. For one thread, the event loop's: no
 * locks, nothing allocated, time comes from outside.
 *
 * <p>Bounded: an address has four places by its hash. When they are taken, the new one replaces what is over or else
 * what has been counted least, so that many addresses that ask once don't push out the one that asks all the time.
 * What was pushed out is counted from one again: it errs towards people.
 */
public final class AddressRate {

    private static final int WAYS = 4;
    /** Told apart from every /64 of a client: its first 16 bits are multicast. */
    private static final long V4 = 0xfffe_0000_0000_0000L;

    private final int limit;
    private final long windowMillis;
    private final long seed;
    private final long[] addresses;
    private final long[] windows;
    private final int[] counts;
    private final int[] countsBefore;

    /**
     * @param limit requests of one address in any window that people still make
     * @param places how many addresses are remembered, a power of two from 4 on; 24 bytes each
     * @param seed unknown outside, so that nobody can choose addresses that share places
     */
    public AddressRate(int limit, Duration window, int places, long seed) {
        if (limit < 1 || window.toMillis() < 1 || places < WAYS || Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException(
                    "a limit of " + limit + " in " + window + " over " + places + " places can't be counted");
        }
        this.limit = limit;
        windowMillis = window.toMillis();
        this.seed = seed;
        addresses = new long[places];
        windows = new long[places];
        counts = new int[places];
        countsBefore = new int[places];
    }

    /**
     * Counts a request.
     *
     * @param address 4 or 16 bytes; any other length is never over the limit
     * @param nowMillis time that may stand still or step back, which then counts as standing still
     * @return whether the address is now over the limit
     */
    public boolean isOver(byte[] address, long nowMillis) {
        if (address.length != 4 && address.length != 16) {
            return false;
        }
        long key = address.length == 4 ? V4 | Cidr.bits(address, 0, 4) : Cidr.bits(address, 0, 8);
        long window = Math.floorDiv(nowMillis, windowMillis);
        int place = placeOf(key, window);
        turn(place, window);
        if (counts[place] < Integer.MAX_VALUE) {
            counts[place]++;
        }
        return counted(place, window, nowMillis) > limit;
    }

    private int placeOf(long key, long window) {
        int first = (int) (mixed(key ^ seed) & addresses.length - 1) & -WAYS;
        int least = first;
        for (int place = first; place < first + WAYS; place++) {
            if (addresses[place] == key && counts[place] > 0) {
                return place;
            }
            if (weight(place, window) < weight(least, window)) {
                least = place;
            }
        }
        addresses[least] = key;
        windows[least] = window;
        counts[least] = 0;
        countsBefore[least] = 0;
        return least;
    }

    private long weight(int place, long window) {
        return windows[place] < window - 1 ? 0 : (long) counts[place] + countsBefore[place];
    }

    private void turn(int place, long window) {
        if (window > windows[place]) {
            countsBefore[place] = window == windows[place] + 1 ? counts[place] : 0;
            counts[place] = 0;
            windows[place] = window;
        }
    }

    private long counted(int place, long window, long nowMillis) {
        long passed = window < windows[place] ? 0 : Math.floorMod(nowMillis, windowMillis);
        return counts[place] + countsBefore[place] * (windowMillis - passed) / windowMillis;
    }

    /** Finaliser of MurmurHash3 (public domain). */
    private static long mixed(long key) {
        long h = (key ^ key >>> 33) * 0xff51_afd7_ed55_8ccdL;
        h = (h ^ h >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return h ^ h >>> 33;
    }
}
