package io.clickway.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as RFC 3986 has it, over UTF-8. */
final class PercentCode {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentCode() {}

    /**
     * Everything but RFC 3986's unreserved characters is encoded: safe in path, query and fragment alike. Half a
     * surrogate pair becomes a question mark's code.
     */
    static void append(StringBuilder out, String raw) {
        int plain = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isUnreserved(c)) {
                continue;
            }
            out.append(raw, plain, i);
            if (Character.isHighSurrogate(c) && i + 1 < raw.length() && Character.isLowSurrogate(raw.charAt(i + 1))) {
                appendWide(out, Character.toCodePoint(c, raw.charAt(++i)));
            } else {
                appendNarrow(out, Character.isSurrogate(c) ? '?' : c);
            }
            plain = i + 1;
        }
        out.append(raw, plain, raw.length());
    }

    private static void appendNarrow(StringBuilder out, char c) {
        if (c < 0x80) {
            appendByte(out, c);
        } else if (c < 0x800) {
            appendByte(out, 0xc0 | c >> 6);
            appendByte(out, 0x80 | c & 0x3f);
        } else {
            appendByte(out, 0xe0 | c >> 12);
            appendByte(out, 0x80 | c >> 6 & 0x3f);
            appendByte(out, 0x80 | c & 0x3f);
        }
    }

    private static void appendWide(StringBuilder out, int codePoint) {
        appendByte(out, 0xf0 | codePoint >> 18);
        appendByte(out, 0x80 | codePoint >> 12 & 0x3f);
        appendByte(out, 0x80 | codePoint >> 6 & 0x3f);
        appendByte(out, 0x80 | codePoint & 0x3f);
    }

    private static void appendByte(StringBuilder out, int b) {
        out.append('%').append(HEX[b >> 4 & 0xf]).append(HEX[b & 0xf]);
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** As a form's reader takes a name or value: + is a blank, a broken escape stands for itself. */
    static String decodeForm(String text, int from, int to) {
        if (isPlain(text, from, to)) {
            return text.substring(from, to);
        }
        var bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+') {
                return false;
            }
        }
        return true;
    }
}
