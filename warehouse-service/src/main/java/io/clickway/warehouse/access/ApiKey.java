package io.clickway.warehouse.access;

import java.security.MessageDigest;
import java.util.Arrays;

/** A key's hash and what it allows. */
// Compared by content below.
@SuppressWarnings("ArrayRecordComponent")
record ApiKey(byte[] sha256, String name, int workspaceId, boolean isOperator) {

    /** Takes as long for a wrong hash as for the right one. */
    boolean hasHash(byte[] other) {
        return MessageDigest.isEqual(sha256, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey that && hasHash(that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }
}
