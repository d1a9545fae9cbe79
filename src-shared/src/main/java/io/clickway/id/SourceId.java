package io.clickway.id;

import java.util.HexFormat;

/** A source's 64 random bits; as text 16 lower-case hex digits. Never 0. */
public record SourceId(long bits) implements Comparable<SourceId> {

    public SourceId {
        if (bits == 0) {
            throw new IllegalArgumentException("a source id is never 0");
        }
    }

    /** Reads 16 hex digits; anything else is refused by an {@link IllegalArgumentException} that shows it. */
    public static SourceId parse(CharSequence text) {
        if (text.length() != 16) {
            throw new IllegalArgumentException("a source id has 16 hex digits, not '" + text + "'");
        }
        try {
            return new SourceId(HexFormat.fromHexDigitsToLong(text));
        } catch (NumberFormatException notHex) {
            throw new IllegalArgumentException("a source id has 16 hex digits, not '" + text + "'", notHex);
        }
    }

    @Override
    public int compareTo(SourceId other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        var digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
