package io.clickway.edge.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the client's address: the right-most hop that is no trusted proxy. What stands left of it was written by the
 * client and proves nothing.
 */
public final class TrustedProxies {

    /** More hops than this are never looked at. */
    private static final int MAX_HOPS = 32;

    private record Block(byte[] prefix, int bits) {
        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != prefix[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
        }
    }

    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * @param cidrs e.g. {@code 10.0.0.0/8}, {@code 2001:db8::/32} or single addresses
     * @throws IllegalArgumentException shows the part that can't be read
     */
    public static TrustedProxies parse(List<String> cidrs) {
        var blocks = new ArrayList<Block>();
        for (var cidr : cidrs) {
            var text = cidr.strip();
            int slash = text.indexOf('/');
            var prefix = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
            if (prefix == null) {
                throw new IllegalArgumentException("'" + text + "' is no CIDR block");
            }
            blocks.add(new Block(prefix, bits(text, slash, prefix.length * 8)));
        }
        return new TrustedProxies(blocks);
    }

    private static int bits(String text, int slash, int all) {
        if (slash < 0) {
            return all;
        }
        try {
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= all) {
                return bits;
            }
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("'" + text + "' is no CIDR block", noNumber);
        }
        throw new IllegalArgumentException("'" + text + "' is no CIDR block");
    }

    /**
     * @param peer the address of the connection
     * @param forwardedFor the values of all X-Forwarded-For headers, in order
     */
    public ClientAddress clientOf(String peer, List<String> forwardedFor) {
        var hop = AddressText.parse(peer);
        if (hop == null) {
            return ClientAddress.NONE;
        }
        var peerBytes = hop;
        int hops = 0;
        for (int header = forwardedFor.size() - 1; header >= 0; header--) {
            var value = forwardedFor.get(header);
            int end = value.isBlank() ? -1 : value.length();
            while (end >= 0) {
                if (!isTrusted(hop)) {
                    return new ClientAddress(hop, true);
                }
                int comma = end == 0 ? -1 : value.lastIndexOf(',', end - 1);
                hop = AddressText.parse(value.substring(comma + 1, end));
                if (hop == null || ++hops > MAX_HOPS) {
                    return new ClientAddress(peerBytes, false);
                }
                end = comma;
            }
        }
        return new ClientAddress(hop, true);
    }

    public boolean isTrusted(byte[] address) {
        for (var block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
