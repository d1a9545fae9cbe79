package io.clickway.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of address ranges, v4 and v6, e.g. those of data centres. A look-up is a binary search in plain arrays: it
 * allocates nothing, and a range takes 8 bytes (v4) or 32 (v6). Immutable, so thread-safe.
 */
public final class AddressRanges {

    public static final AddressRanges NONE = parse(List.of());

    private final V4Ranges v4;
    private final V6Ranges v6;

    private AddressRanges(V4Ranges v4, V6Ranges v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /**
     * @param lines one range each, e.g. {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address; blank lines
     *     and what follows {@code #} mean nothing
     * @throws IllegalArgumentException names the first line that can't be read by its number
     */
    public static AddressRanges parse(List<String> lines) {
        var v4 = new ArrayList<Cidr>();
        var v6 = new ArrayList<Cidr>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            int comment = line.indexOf('#');
            var text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                var cidr = parse(text, i + 1);
                (cidr.isV4() ? v4 : v6).add(cidr);
            }
        }
        return new AddressRanges(V4Ranges.of(v4), V6Ranges.of(v6));
    }

    private static Cidr parse(String text, int line) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("line " + line + ": '" + text + "' is no range", unreadable);
        }
    }

    /**
     * @param address 4 or 16 bytes in network order; a v4 address written as v6 isn't looked for among the v4 ranges
     */
    public boolean contains(byte[] address) {
        return switch (address.length) {
            case 4 -> v4.contains((int) Cidr.bits(address, 0, 4));
            case 16 -> v6.contains(Cidr.bits(address, 0, 8), Cidr.bits(address, 8, 8));
            default -> false;
        };
    }

    /** How many ranges it holds after those that overlap are joined. */
    public int size() {
        return v4.size() + v6.size();
    }
}
