package io.clickway.id;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * 128 bits in the layout of UUID version 7 (RFC 9562): 48 bits of milliseconds, version, 12 source bits, variant, 14
 * source bits, a 14-bit counter, a 2-bit key number and a 32-bit keyed check. As text: 26 letters of Crockford's
 * base32, lower case, so that the order of the text is the order of the ids.
 */
public record ClickId(long high, long low) implements Comparable<ClickId> {

    /** Letters of the text form. */
    public static final int TEXT_LENGTH = 26;

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final byte[] VALUES = values();

    public long epochMillis() {
        return high >>> 16;
    }

    public Instant time() {
        return Instant.ofEpochMilli(epochMillis());
    }

    public UUID uuid() {
        return new UUID(high, low);
    }

    public static ClickId of(UUID uuid) {
        return new ClickId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** The number of the key that made the check, 0 to 3. */
    int keyNumber() {
        return (int) (low >>> 32) & 0b11;
    }

    @Override
    public String toString() {
        var text = new byte[TEXT_LENGTH];
        writeText(text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes the 26 letters at {@code offset}; the caller has made room. */
    public void writeText(byte[] target, int offset) {
        long upper = high;
        long lower = low;
        for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
            target[offset + i] = (byte) ALPHABET[(int) lower & 31];
            lower = (lower >>> 5) | (upper << 59);
            upper >>>= 5;
        }
    }

    /** Reads the 26-letter text or the usual text of a UUID, in either case; empty when it is neither. */
    public static Optional<ClickId> parse(String text) {
        if (text.length() == 36) {
            try {
                return Optional.of(of(UUID.fromString(text)));
            } catch (IllegalArgumentException notAUuid) {
                return Optional.empty();
            }
        }
        if (text.length() != TEXT_LENGTH || value(text.charAt(0)) > 7) {
            return Optional.empty();
        }
        long upper = 0;
        long lower = 0;
        for (int i = 0; i < TEXT_LENGTH; i++) {
            int value = value(text.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            upper = (upper << 5) | (lower >>> 59);
            lower = (lower << 5) | value;
        }
        return Optional.of(new ClickId(upper, lower));
    }

    @Override
    public int compareTo(ClickId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    private static int value(char letter) {
        return letter < VALUES.length ? VALUES[letter] : -1;
    }

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            values[ALPHABET[i]] = (byte) i;
            values[Character.toUpperCase(ALPHABET[i])] = (byte) i;
        }
        return values;
    }
}
