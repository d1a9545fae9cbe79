package io.clickway.warehouse.publish;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A serialized LinkShard, its SHA-256 and how many links it holds, none when it holds other records. The arrays are never changed. */
// A megabyte is not copied for its own sake.
@SuppressWarnings("ArrayRecordComponent")
record Shard(byte[] sha256, int links, byte[] bytes) {

    static Shard of(int links, byte[] bytes) {
        try {
            return new Shard(MessageDigest.getInstance("SHA-256").digest(bytes), links, bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String sha256Hex() {
        return HexFormat.of().formatHex(sha256);
    }
}
