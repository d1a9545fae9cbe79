package io.clickway.condition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of addresses, sorted, none touching another. All are 128 bits wide: a v4 address stands as ::ffff:a.b.c.d, so
 * that one that comes as v6 is the same; a v6 range around that place leaves it out, for it means v6 only.
 */
record AddressCheck(long[] fromHigh, long[] fromLow, long[] toHigh, long[] toLow) implements Check {

    static final int MAX = 10_000;

    private static final String REMEDY = "e.g. 192.0.2.0/24, 192.0.2.1 or 2001:db8::/32";
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long MAPPED_END = 0xffff_ffff_ffffL;
    private static final int MAPPED_BITS = 96;

    private record Range(long fromHigh, long fromLow, long toHigh, long toLow) {}

    static AddressCheck of(Values values) throws InvalidConditionException {
        var ranges = new ArrayList<Range>();
        for (var value : values.list()) {
            add(ranges, values, value);
        }
        ranges.sort(Comparator.comparing(Range::fromHigh, Long::compareUnsigned)
                .thenComparing(Range::fromLow, Long::compareUnsigned));
        var merged = new ArrayList<Range>();
        for (var range : ranges) {
            var last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && touches(last, range)) {
                boolean isLonger = compare(range.toHigh, range.toLow, last.toHigh, last.toLow) > 0;
                merged.set(
                        merged.size() - 1,
                        new Range(
                                last.fromHigh,
                                last.fromLow,
                                isLonger ? range.toHigh : last.toHigh,
                                isLonger ? range.toLow : last.toLow));
            } else {
                merged.add(range);
            }
        }
        return of(merged);
    }

    private static AddressCheck of(List<Range> ranges) {
        return new AddressCheck(
                ranges.stream().mapToLong(Range::fromHigh).toArray(),
                ranges.stream().mapToLong(Range::fromLow).toArray(),
                ranges.stream().mapToLong(Range::toHigh).toArray(),
                ranges.stream().mapToLong(Range::toLow).toArray());
    }

    private static void add(List<Range> ranges, Values values, String value) throws InvalidConditionException {
        int slash = value.indexOf('/');
        var address = AddressText.parse(slash < 0 ? value : value.substring(0, slash));
        if (address == null) {
            throw values.bad(value, "is no address and no CIDR", REMEDY);
        }
        int width = address.length * 8;
        int prefix = slash < 0 ? width : prefix(value.substring(slash + 1), width);
        if (prefix < 0) {
            throw values.bad(value, "has a prefix that is not 0 to " + width, REMEDY);
        }
        int bits = prefix + 128 - width;
        long high = high(address);
        long low = low(address);
        long hostHigh = bits >= 64 ? 0 : -1L >>> bits;
        long hostLow = bits <= 64 ? -1L : bits == 128 ? 0 : -1L >>> (bits - 64);
        if ((high & hostHigh) != 0 || (low & hostLow) != 0) {
            var network = network(address, prefix);
            throw values.bad(value, "has bits behind its prefix", AddressText.of(network) + "/" + prefix);
        }
        var range = new Range(high, low, high | hostHigh, low | hostLow);
        if (bits < MAPPED_BITS
                && compare(high, low, 0, MAPPED) < 0
                && compare(range.toHigh, range.toLow, 0, MAPPED_END) >= 0) {
            ranges.add(new Range(high, low, 0, MAPPED - 1));
            if (compare(range.toHigh, range.toLow, 0, MAPPED_END) > 0) {
                ranges.add(new Range(0, MAPPED_END + 1, range.toHigh, range.toLow));
            }
        } else {
            ranges.add(range);
        }
    }

    private static byte[] network(byte[] address, int prefix) {
        var network = address.clone();
        for (int bit = prefix; bit < address.length * 8; bit++) {
            network[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        return network;
    }

    private static int prefix(String text, int width) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int prefix = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            prefix = prefix * 10 + c - '0';
        }
        return prefix <= width ? prefix : -1;
    }

    private static boolean touches(Range before, Range after) {
        long nextLow = before.toLow + 1;
        long nextHigh = nextLow == 0 ? before.toHigh + 1 : before.toHigh;
        boolean isLast = nextLow == 0 && nextHigh == 0;
        return isLast || compare(after.fromHigh, after.fromLow, nextHigh, nextLow) <= 0;
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : eight(address, 0);
    }

    private static long low(byte[] address) {
        if (address.length != 4) {
            return eight(address, 8);
        }
        return MAPPED
                | (address[0] & 0xffL) << 24
                | (address[1] & 0xffL) << 16
                | (address[2] & 0xffL) << 8
                | address[3] & 0xffL;
    }

    private static long eight(byte[] bytes, int offset) {
        long value = 0;
        for (int i = offset; i < offset + 8; i++) {
            value = value << 8 | bytes[i] & 0xffL;
        }
        return value;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    @Override
    public Answer test(ClickFacts facts) {
        var address = facts.address();
        if (address.length != 4 && address.length != 16) {
            return Answer.NO;
        }
        long high = high(address);
        long low = low(address);
        int at = rangeAt(high, low);
        if (!facts.isNetworkOnly()) {
            return Answer.of(at >= 0 && compare(high, low, toHigh[at], toLow[at]) <= 0);
        }
        long endHigh = address.length == 4 ? high : high | 0xffff;
        long endLow = address.length == 4 ? low | 0xff : -1L;
        return ofNetwork(at, high, low, endHigh, endLow);
    }

    /** Certain only where the whole network lies inside or outside. */
    private Answer ofNetwork(int at, long high, long low, long endHigh, long endLow) {
        if (at >= 0 && compare(endHigh, endLow, toHigh[at], toLow[at]) <= 0) {
            return Answer.YES;
        }
        boolean beginsInside = at >= 0 && compare(high, low, toHigh[at], toLow[at]) <= 0;
        boolean meetsTheNext =
                at + 1 < fromHigh.length && compare(fromHigh[at + 1], fromLow[at + 1], endHigh, endLow) <= 0;
        return beginsInside || meetsTheNext ? Answer.UNTOLD : Answer.NO;
    }

    /** The last range that has begun at this address, -1 when none has. */
    private int rangeAt(long high, long low) {
        int from = 0;
        int to = fromHigh.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compare(fromHigh[middle], fromLow[middle], high, low) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    @Override
    public boolean isWithin(Check other) {
        if (!(other instanceof AddressCheck that)) {
            return false;
        }
        for (int i = 0; i < fromHigh.length; i++) {
            int at = that.rangeAt(fromHigh[i], fromLow[i]);
            if (at < 0 || compare(toHigh[i], toLow[i], that.toHigh[at], that.toLow[at]) > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isDisjoint(Check other) {
        if (!(other instanceof AddressCheck that)) {
            return false;
        }
        for (int i = 0; i < fromHigh.length; i++) {
            int at = that.rangeAt(toHigh[i], toLow[i]);
            if (at >= 0 && compare(that.toHigh[at], that.toLow[at], fromHigh[i], fromLow[i]) >= 0) {
                return false;
            }
        }
        return true;
    }
}
