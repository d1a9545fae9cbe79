package io.clickway.warehouse.rollup;

import java.util.LinkedHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which values of sub1 to sub10 are counted one by one. Some of those parameters carry a placement, others an id that no two
 * clicks share, and what stands in them is the visitor's choice: so of a campaign, parameter and day a few values are taken
 * as they come, and more only as long as values repeat. The others are counted together, under {@link #OTHERS}.
 *
 * <p>Bounded by what it holds in all; the campaign and day that nobody clicked for the longest time are forgotten first, and so
 * begin anew when they are clicked again, as they do with another instance and after a restart. Thread-safe.
 */
public final class Placements {

    /** All values that aren't counted one by one, in {@code clicks_by_placement_1d}. */
    public static final String OTHERS = "";

    static final int MOST_A_DAY = 1_000;

    /** Taken before anything is known of a parameter. */
    static final int TRIAL = 64;

    static final int MAX_LENGTH = 100;

    /** Places of tables, 8 bytes each. */
    private static final int MOST_IN_ALL = 1 << 20;

    private final int mostInAll;

    /** Nobody outside may find values that look alike to this: each of them would be another cell. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final LinkedHashMap<Long, Seen> seen = new LinkedHashMap<>(64, 0.75f, true);
    private int inAll;

    public Placements() {
        this(MOST_IN_ALL);
    }

    Placements(int mostInAll) {
        this.mostInAll = mostInAll;
    }

    /**
     * The value itself when it is counted on its own, or {@link #OTHERS}. Calling it counts as a click.
     *
     * @param subNo 1 to 10
     * @param epochDay the click's day in UTC
     * @param value not empty
     */
    public synchronized String counted(int campaignId, int subNo, long epochDay, String value) {
        if (value.length() > MAX_LENGTH) {
            return OTHERS;
        }
        long key = (long) campaignId << 32 | (epochDay & 0xfffffff) << 4 | subNo;
        var values = seen.get(key);
        if (values == null) {
            values = new Seen();
            seen.put(key, values);
            inAll += values.places();
        }
        int before = values.places();
        boolean isCounted = values.take(hash(value));
        if (values.places() != before) {
            inAll += values.places() - before;
        }
        forget();
        return isCounted ? value : OTHERS;
    }

    synchronized int places() {
        return inAll;
    }

    private void forget() {
        while (inAll > mostInAll && seen.size() > 1) {
            inAll -= seen.pollFirstEntry().getValue().places();
        }
    }

    /** Four characters at a step. */
    private long hash(String value) {
        int length = value.length();
        long hash = seed + length;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            long four = value.charAt(i)
                    | (long) value.charAt(i + 1) << 16
                    | (long) value.charAt(i + 2) << 32
                    | (long) value.charAt(i + 3) << 48;
            hash = mixed(hash ^ four);
        }
        for (; i < length; i++) {
            hash = mixed(hash ^ value.charAt(i));
        }
        return hash == 0 ? 1 : hash;
    }

    private static long mixed(long bits) {
        long product = bits * 0x9e3779b97f4a7c15L;
        return product ^ product >>> 29;
    }

    /** Values of one campaign, parameter and day, as hashes in an open table; 0 is an empty place. */
    private static final class Seen {

        private long[] table = new long[32];
        private int taken;
        private long repeats;

        int places() {
            return table.length;
        }

        boolean take(long hash) {
            int place = placeOf(table, hash);
            if (table[place] != 0) {
                repeats++;
                return true;
            }
            if (taken >= MOST_A_DAY || taken >= TRIAL && repeats < taken) {
                return false;
            }
            table[place] = hash;
            taken++;
            if (taken * 2 > table.length) {
                grow();
            }
            return true;
        }

        private void grow() {
            var larger = new long[table.length * 2];
            for (long hash : table) {
                if (hash != 0) {
                    larger[placeOf(larger, hash)] = hash;
                }
            }
            table = larger;
        }

        private static int placeOf(long[] table, long hash) {
            int mask = table.length - 1;
            int place = (int) (hash >>> 32) & mask;
            while (table[place] != 0 && table[place] != hash) {
                place = place + 1 & mask;
            }
            return place;
        }
    }
}
