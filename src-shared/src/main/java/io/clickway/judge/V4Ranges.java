package io.clickway.judge;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of v4 addresses, sorted and joined. Numbers are kept with their sign bit turned over, so that int order is
 * address order.
 */
final class V4Ranges {

    private final int[] firsts;
    private final int[] lasts;

    private V4Ranges(int[] firsts, int[] lasts) {
        this.firsts = firsts;
        this.lasts = lasts;
    }

    private record Range(int first, int last) {
        static Range of(Cidr cidr) {
            int address = (int) Cidr.bits(cidr.address(), 0, 4);
            int rest = cidr.prefix() == 0 ? -1 : (1 << 32 - cidr.prefix()) - 1;
            return new Range(address & ~rest ^ Integer.MIN_VALUE, (address | rest) ^ Integer.MIN_VALUE);
        }
    }

    static V4Ranges of(List<Cidr> cidrs) {
        var ranges = cidrs.stream()
                .map(Range::of)
                .sorted(Comparator.comparingInt(Range::first))
                .toList();
        var firsts = new int[ranges.size()];
        var lasts = new int[ranges.size()];
        int size = 0;
        for (var range : ranges) {
            if (size > 0 && range.first <= lasts[size - 1]) {
                lasts[size - 1] = Math.max(lasts[size - 1], range.last);
            } else {
                firsts[size] = range.first;
                lasts[size++] = range.last;
            }
        }
        return new V4Ranges(Arrays.copyOf(firsts, size), Arrays.copyOf(lasts, size));
    }

    boolean contains(int address) {
        int wanted = address ^ Integer.MIN_VALUE;
        int at = Arrays.binarySearch(firsts, wanted);
        int range = at >= 0 ? at : -at - 2;
        return range >= 0 && wanted <= lasts[range];
    }

    int size() {
        return firsts.length;
    }
}
