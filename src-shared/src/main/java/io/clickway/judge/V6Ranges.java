package io.clickway.judge;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of v6 addresses, sorted and joined. An address is two longs, kept with their sign bits turned over, so that
 * long order is address order.
 */
final class V6Ranges {

    private final long[] firstHighs;
    private final long[] firstLows;
    private final long[] lastHighs;
    private final long[] lastLows;

    private V6Ranges(List<Range> ranges) {
        firstHighs = ranges.stream().mapToLong(Range::firstHigh).toArray();
        firstLows = ranges.stream().mapToLong(Range::firstLow).toArray();
        lastHighs = ranges.stream().mapToLong(Range::lastHigh).toArray();
        lastLows = ranges.stream().mapToLong(Range::lastLow).toArray();
    }

    private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {
        static Range of(Cidr cidr) {
            long high = Cidr.bits(cidr.address(), 0, 8);
            long low = Cidr.bits(cidr.address(), 8, 8);
            long highRest = rest(Math.min(64, cidr.prefix()));
            long lowRest = rest(Math.max(0, cidr.prefix() - 64));
            return new Range(
                    high & ~highRest ^ Long.MIN_VALUE,
                    low & ~lowRest ^ Long.MIN_VALUE,
                    (high | highRest) ^ Long.MIN_VALUE,
                    (low | lowRest) ^ Long.MIN_VALUE);
        }

        /** The bits behind a prefix within 64. */
        private static long rest(int prefix) {
            return prefix == 64 ? 0 : -1L >>> prefix;
        }

        boolean overlaps(Range next) {
            return next.firstHigh < lastHigh || next.firstHigh == lastHigh && next.firstLow <= lastLow;
        }

        Range joined(Range next) {
            boolean reachesFurther = next.lastHigh > lastHigh || next.lastHigh == lastHigh && next.lastLow > lastLow;
            return reachesFurther ? new Range(firstHigh, firstLow, next.lastHigh, next.lastLow) : this;
        }
    }

    static V6Ranges of(List<Cidr> cidrs) {
        var sorted = cidrs.stream()
                .map(Range::of)
                .sorted(Comparator.comparingLong(Range::firstHigh).thenComparingLong(Range::firstLow))
                .toList();
        var joined = new ArrayDeque<Range>();
        for (var range : sorted) {
            var last = joined.peekLast();
            if (last != null && last.overlaps(range)) {
                joined.removeLast();
                joined.addLast(last.joined(range));
            } else {
                joined.addLast(range);
            }
        }
        return new V6Ranges(List.copyOf(joined));
    }

    boolean contains(long high, long low) {
        long wantedHigh = high ^ Long.MIN_VALUE;
        long wantedLow = low ^ Long.MIN_VALUE;
        int range = lastNotBehind(wantedHigh, wantedLow);
        return range >= 0
                && (wantedHigh < lastHighs[range] || wantedHigh == lastHighs[range] && wantedLow <= lastLows[range]);
    }

    /** @return the last range that doesn't begin behind the address; -1 when all do */
    private int lastNotBehind(long high, long low) {
        int from = 0;
        int to = firstHighs.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            boolean begins = firstHighs[middle] < high || firstHighs[middle] == high && firstLows[middle] <= low;
            if (begins) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    int size() {
        return firstHighs.length;
    }
}
