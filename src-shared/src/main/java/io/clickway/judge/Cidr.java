package io.clickway.judge;

import java.net.InetAddress;

/**
 * A range of addresses as {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address. Bits behind the prefix don't
 * count.
 *
 * @param address 4 or 16 bytes
 */
record Cidr(byte[] address, int prefix) {

    /** @throws IllegalArgumentException when the text is no such range; never asks a name server */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash));
        int all = address.length * 8;
        return new Cidr(address, slash < 0 ? all : prefix(text.substring(slash + 1), all));
    }

    private static byte[] address(String text) {
        boolean isV6 = text.indexOf(':') >= 0;
        if (text.length() > 45 || text.indexOf('%') >= 0 || !isV6 && !isDotted(text)) {
            throw new IllegalArgumentException("no address");
        }
        return InetAddress.ofLiteral(text).getAddress();
    }

    /**
     * Four decimal numbers without leading zeros: shorter and octal forms mean different things to different readers.
     */
    private static boolean isDotted(String text) {
        var parts = text.split("\\.", -1);
        for (var part : parts) {
            boolean isNumber =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!isNumber || part.length() > 1 && part.charAt(0) == '0' || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return parts.length == 4;
    }

    private static int prefix(String text, int all) {
        boolean isNumber = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || Integer.parseInt(text) > all) {
            throw new IllegalArgumentException("no prefix length from 0 to " + all);
        }
        return Integer.parseInt(text);
    }

    boolean isV4() {
        return address.length == 4;
    }

    /** The first or last 64 bits of a v6 address, or all 32 bits of a v4 one. */
    static long bits(byte[] address, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = bits << 8 | address[i] & 0xff;
        }
        return bits;
    }
}
