package io.clickway.condition;

import org.jspecify.annotations.Nullable;

/** Reads and writes addresses without asking anybody. */
final class AddressText {

    private static final int GROUPS = 8;

    private AddressText() {}

    /** 4 bytes for 192.0.2.1, 16 for 2001:db8::1 and ::ffff:192.0.2.1; null when it is neither. */
    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') < 0 ? v4(text) : v6(text);
    }

    private static byte @Nullable [] v4(String text) {
        var bytes = new byte[4];
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean isOctal = at - start > 1 && text.charAt(start) == '0';
            boolean isSeparated = part == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
            if (at == start || value > 255 || isOctal || !isSeparated) {
                return null;
            }
            bytes[part] = (byte) value;
            at++;
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        var head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        var tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != GROUPS : given >= GROUPS) {
            return null;
        }
        var bytes = new byte[2 * GROUPS];
        put(bytes, 0, head);
        put(bytes, GROUPS - tail.length, tail);
        return bytes;
    }

    private static void put(byte[] bytes, int group, int[] groups) {
        for (int i = 0; i < groups.length; i++) {
            bytes[2 * (group + i)] = (byte) (groups[i] >> 8);
            bytes[2 * (group + i) + 1] = (byte) groups[i];
        }
    }

    /** @param isEnd the last group may be a v4 address */
    private static int @Nullable [] groups(String text, boolean isEnd) {
        if (text.isEmpty()) {
            return new int[0];
        }
        var parts = text.split(":", -1);
        var last = parts[parts.length - 1];
        var v4 = isEnd && last.indexOf('.') >= 0 ? v4(last) : null;
        int plain = v4 == null ? parts.length : parts.length - 1;
        var groups = new int[v4 == null ? plain : plain + 2];
        for (int i = 0; i < plain; i++) {
            groups[i] = group(parts[i]);
            if (groups[i] < 0) {
                return null;
            }
        }
        if (v4 != null) {
            groups[plain] = (v4[0] & 0xff) << 8 | v4[1] & 0xff;
            groups[plain + 1] = (v4[2] & 0xff) << 8 | v4[3] & 0xff;
        }
        return groups.length > GROUPS ? null : groups;
    }

    private static int group(String text) {
        int value = text.isEmpty() || text.length() > 4 ? -1 : 0;
        for (int i = 0; i < text.length() && value >= 0; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            value = digit < 0 ? -1 : value << 4 | digit;
        }
        return value;
    }

    static String of(byte[] address) {
        var text = new StringBuilder();
        for (int i = 0; i < address.length; i++) {
            if (address.length == 4) {
                text.append(i == 0 ? "" : ".").append(address[i] & 0xff);
            } else if ((i & 1) == 0) {
                text.append(i == 0 ? "" : ":")
                        .append(Integer.toHexString((address[i] & 0xff) << 8 | address[i + 1] & 0xff));
            }
        }
        return text.toString();
    }
}
