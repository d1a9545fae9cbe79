package io.clickway.warehouse.shape;

import org.jspecify.annotations.Nullable;

/** The ways to write a value in a URL; each stands in a shape as a control character, which no URL that is cut may hold. */
enum Coding {
    AS_IS('\u0001', "", false),
    /** RFC 3986, as Clickway writes it. */
    STRICT('\u0002', "-._~", false),
    /** As encodeURIComponent writes it. */
    COMPONENT('\u0003', "-._~!'()*", false),
    /** As a form and URLSearchParams write it. */
    FORM('\u0004', "-._*", true);

    /** Ends the name of a parameter within a shape. */
    static final char END = '\u0005';

    private static final Coding[] ENCODING = {STRICT, COMPONENT, FORM};
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int ASCII = 0x80;

    private final char mark;
    private final boolean writesBlankAsPlus;
    private final boolean[] isPlain = new boolean[ASCII];

    Coding(char mark, String plain, boolean writesBlankAsPlus) {
        this.mark = mark;
        this.writesBlankAsPlus = writesBlankAsPlus;
        for (char c = 0; c < ASCII; c++) {
            isPlain[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || plain.indexOf(c) >= 0;
        }
    }

    char mark() {
        return mark;
    }

    /** The first by which the value is written as the text is; null when none does. */
    static @Nullable Coding of(String text, int from, int to, String value) {
        if (value.length() == to - from && text.startsWith(value, from)) {
            return AS_IS;
        }
        if (value.length() <= to - from) {
            for (var coding : ENCODING) {
                if (coding.reads(text, from, to, value)) {
                    return coding;
                }
            }
        }
        return null;
    }

    static @Nullable Coding marked(char mark) {
        return switch (mark) {
            case '\u0001' -> AS_IS;
            case '\u0002' -> STRICT;
            case '\u0003' -> COMPONENT;
            case '\u0004' -> FORM;
            default -> null;
        };
    }

    /** Whether the text is what {@link #write} writes, found without writing it. */
    private boolean reads(String text, int from, int to, String value) {
        int at = from;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ASCII) {
                if (at >= to) {
                    return false;
                }
                if (isPlain[c] || c == ' ' && writesBlankAsPlus) {
                    if (text.charAt(at++) != (c == ' ' ? '+' : c)) {
                        return false;
                    }
                    continue;
                }
                if (to - at < 3
                        || text.charAt(at) != '%'
                        || text.charAt(at + 1) != HEX[c >> 4]
                        || text.charAt(at + 2) != HEX[c & 15]) {
                    return false;
                }
                at += 3;
            } else {
                return readsWide(text, at, to, value, i);
            }
        }
        return at == to;
    }

    /** From the first character beyond ASCII on: rare, so written and compared. */
    private boolean readsWide(String text, int at, int to, String value, int from) {
        var rest = new StringBuilder();
        write(rest, value.substring(from));
        return rest.length() == to - at && text.startsWith(rest.toString(), at);
    }

    void write(StringBuilder out, String value) {
        if (this == AS_IS) {
            out.append(value);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ASCII && isPlain[c]) {
                out.append(c);
            } else if (c == ' ' && writesBlankAsPlus) {
                out.append('+');
            } else if (c < ASCII) {
                escape(out, c);
            } else {
                int codePoint = value.codePointAt(i);
                i += Character.charCount(codePoint) - 1;
                escapeWide(out, codePoint);
            }
        }
    }

    private static void escapeWide(StringBuilder out, int codePoint) {
        if (codePoint < 0x800) {
            escape(out, 0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                escape(out, 0xe0 | codePoint >> 12);
            } else {
                escape(out, 0xf0 | codePoint >> 18);
                escape(out, 0x80 | codePoint >> 12 & 0x3f);
            }
            escape(out, 0x80 | codePoint >> 6 & 0x3f);
        }
        escape(out, 0x80 | codePoint & 0x3f);
    }

    private static void escape(StringBuilder out, int b) {
        out.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
    }
}
