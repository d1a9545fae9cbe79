package io.clickway.forwarder.batch;

import com.github.luben.zstd.Zstd;

/** Compresses bodies by zstd; the frame says how long it is when decompressed, so a reader can refuse before it allocates. */
final class BodyCodec {

    private final int level;

    BodyCodec(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("compression level must be from 1 to 9, not " + level);
        }
        this.level = level;
    }

    byte[] compress(byte[] plain) {
        return Zstd.compress(plain, level);
    }
}
