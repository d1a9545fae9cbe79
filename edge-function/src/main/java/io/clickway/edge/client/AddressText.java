package io.clickway.edge.client;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Reads addresses as proxies write them, without ever asking a name server. */
final class AddressText {

    private AddressText() {}

    /**
     * Reads {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1} and {@code [2001:db8::1]:4711}, spaces around
     * and a zone behind it allowed.
     *
     * @return 4 or 16 bytes; null when it is no address. A v4 address written as v6 comes back as 4 bytes
     */
    static byte @Nullable [] parse(String text) {
        var address = text.strip();
        if (address.startsWith("[")) {
            int close = address.indexOf(']');
            return close < 0 ? null : v6(address.substring(1, close));
        }
        int colon = address.indexOf(':');
        if (colon < 0) {
            return v4(address, address.length());
        }
        return address.indexOf(':', colon + 1) < 0 ? v4(address, colon) : v6(address);
    }

    /** Four decimal numbers, nothing else: shorter and octal forms mean different things to different readers. */
    private static byte @Nullable [] v4(String text, int end) {
        var bytes = new byte[4];
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int start = at;
            while (at < end && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean separated = part == 3 ? at == end : at < end && text.charAt(at) == '.';
            boolean octal = at - start > 1 && text.charAt(start) == '0';
            if (at == start || value > 255 || octal || !separated) {
                return null;
            }
            bytes[part] = (byte) value;
            at++;
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int zone = text.indexOf('%');
        var address = zone < 0 ? text : text.substring(0, zone);
        if (address.length() < 2 || address.length() > 45 || address.indexOf(':') < 0) {
            return null;
        }
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.' || c > 'f') {
                return null;
            }
        }
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
