package io.clickway.id;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * SipHash-2-4: a keyed 64-bit hash that can't be predicted without its 128-bit key, in tens of nanoseconds. After
 * Aumasson and Bernstein, "SipHash: a fast short-input PRF"; their test vectors are in the test. Thread-safe.
 */
public final class SipHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;

    public SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** A key of 32 hex digits. The message of the refusal names no digit of it. */
    public static SipHash ofHex(String key) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(key);
        } catch (IllegalArgumentException notHex) {
            throw new IllegalArgumentException("a key is 32 hex digits", notHex);
        }
        if (bytes.length != 16) {
            throw new IllegalArgumentException("a key is 32 hex digits, not " + key.length());
        }
        return new SipHash((long) LONG.get(bytes, 0), (long) LONG.get(bytes, 8));
    }

    public long hash(byte[] data, int offset, int length) {
        var state = new State(k0, k1);
        int end = offset + (length & ~7);
        for (int at = offset; at < end; at += 8) {
            state.absorb((long) LONG.get(data, at));
        }
        long last = (long) length << 56;
        for (int i = 0; i < (length & 7); i++) {
            last |= (data[end + i] & 0xffL) << (8 * i);
        }
        state.absorb(last);
        return state.finish();
    }

    /** The hash of the two longs' 16 bytes, little-endian, without an array. */
    public long hash(long first, long second) {
        var state = new State(k0, k1);
        state.absorb(first);
        state.absorb(second);
        state.absorb(16L << 56);
        return state.finish();
    }

    /** Lives on the stack of one call: escape analysis removes it. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        void absorb(long block) {
            v3 ^= block;
            round();
            round();
            v0 ^= block;
        }

        long finish() {
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
