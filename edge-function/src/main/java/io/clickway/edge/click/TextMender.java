package io.clickway.edge.click;

import io.clickway.event.ClickFlag;
import java.nio.charset.StandardCharsets;

/**
 * Makes texts of a request storable: valid Unicode without NUL, of bounded length. Remembers as flags what it had to do.
 * For one thread, one click after the other. Texts come as HTTP servers hand them over, one char per byte.
 */
final class TextMender {

    private static final char REPLACEMENT = '\ufffd';

    private int flags;
    private boolean isAscii;

    /**
     * Begins the next click.
     *
     * @param isAscii whether no text of its request holds anything but the characters from 1 to 7e: then nothing is looked
     *     for that needs mending
     */
    void begin(boolean isAscii) {
        flags = 0;
        this.isAscii = isAscii;
    }

    int flags() {
        return flags;
    }

    void flag(ClickFlag flag) {
        flags |= flag.bit();
    }

    /** A header's value or a raw target. */
    String raw(String text, int maxChars, ClickFlag whenCut) {
        return cut(
                isAscii || isPlain(text, 0, text.length()) ? text : decoded(text, 0, text.length(), false),
                maxChars,
                whenCut);
    }

    /** Whether a stretch of a query holds nothing that is decoded or mended. */
    boolean isBare(String text, int from, int to) {
        return isAscii && text.indexOf('%', from, to) < 0 && text.indexOf('+', from, to) < 0;
    }

    /** A name or value of a query: percent escapes and plus signs are decoded, unless it is known that there are none. */
    String query(String text, int from, int to, boolean isBare, int maxChars) {
        var value = isBare || isPlain(text, from, to) && !isEscaped(text, from, to)
                ? text.substring(from, to)
                : decoded(text, from, to, true);
        return cut(value, maxChars, ClickFlag.PARAMETER_CUT);
    }

    /** Never cuts between the halves of a character. */
    private String cut(String text, int maxChars, ClickFlag whenCut) {
        if (text.length() <= maxChars) {
            return text;
        }
        flag(whenCut);
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars);
    }

    private static boolean isPlain(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscaped(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+') {
                return true;
            }
        }
        return false;
    }

    private String decoded(String text, int from, int to, boolean escapes) {
        var bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (escapes && c == '+') {
                c = ' ';
            } else if (escapes && c == '%') {
                int high = i + 3 <= to ? hex(text.charAt(i + 1)) : -1;
                int low = i + 3 <= to ? hex(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    flag(ClickFlag.ENCODING_MENDED);
                } else {
                    c = (char) (high << 4 | low);
                    i += 2;
                }
            }
            bytes[length++] = (byte) c;
        }
        var value = new String(bytes, 0, length, StandardCharsets.UTF_8).replace('\0', REPLACEMENT);
        if (value.indexOf(REPLACEMENT) >= 0) {
            flag(ClickFlag.ENCODING_MENDED);
        }
        return value;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
