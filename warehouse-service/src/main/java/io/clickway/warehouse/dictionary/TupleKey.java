package io.clickway.warehouse.dictionary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The values of a tuple as bytes, and what they are known by: in memory the 128 bits of a SipHash under a key of this process,
 * so that nobody can send two tuples that look alike; in Postgres 128 bits of their SHA-256. For one thread, one tuple after
 * the other.
 *
 * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">SipHash: a fast short-input PRF</a>
 */
final class TupleKey {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SHORT_TEXT = 24;

    private final long key0;
    private final long key1;
    private final MessageDigest sha256;
    private byte[] bytes = new byte[4096];
    private int size;
    private long high;
    private long low;

    TupleKey() {
        var random = new SecureRandom();
        key0 = random.nextLong();
        key1 = random.nextLong();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    TupleKey begin(Group group) {
        size = 0;
        return put((byte) group.ordinal());
    }

    /** Something that is no tuple of a dictionary but is known alike. */
    TupleKey begin(char kind) {
        size = 0;
        return put((byte) kind);
    }

    private TupleKey put(byte value) {
        bytes[size++] = value;
        return this;
    }

    TupleKey put(int value) {
        room(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
        return this;
    }

    TupleKey put(long value) {
        room(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
        return this;
    }

    /** With its length before it, so that no two lists of texts are the same bytes. */
    TupleKey put(@Nullable String text) {
        if (text == null) {
            return put(-1);
        }
        int length = text.length();
        if (length <= SHORT_TEXT) {
            room(Integer.BYTES + length);
            int at = size + Integer.BYTES;
            int i = 0;
            for (; i < length; i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    break;
                }
                bytes[at + i] = (byte) c;
            }
            if (i == length) {
                put(length);
                size += length;
                return this;
            }
        }
        // The platform's encoder takes many characters at a time.
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        put(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    private void room(int more) {
        // Hashing reads whole words beyond the end.
        if (bytes.length - size < more + Long.BYTES) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more + Long.BYTES));
        }
    }

    /** SipHash-2-4 with 128 bits: see {@link #high()} and {@link #low()}. */
    TupleKey end() {
        room(Long.BYTES);
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int words = size >>> 3;
        LONG.set(bytes, size, 0L);
        for (int i = 0; i <= words; i++) {
            long word = (long) LONG.get(bytes, i << 3);
            if (i == words) {
                word |= (long) size << 56;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        v2 ^= 0xee;
        for (int half = 0; half < 2; half++) {
            for (int round = 0; round < 4; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            if (half == 0) {
                high = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
        }
        low = v0 ^ v1 ^ v2 ^ v3;
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** A number under this process's key, for what may collide now and then. */
    long mixed(long number) {
        long z = number ^ key0;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** What the dictionary's table knows the tuple by; the same in all processes. */
    UUID digest() {
        sha256.update(bytes, 0, size);
        var first = ByteBuffer.wrap(sha256.digest());
        return new UUID(first.getLong(), first.getLong());
    }
}
