package io.clickway.edge.route;

import io.clickway.links.proto.LinkRecord;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where domain and slug stand in the bytes of a serialized {@link LinkRecord}. Reads no more of it than these two fields
 * need. One thread; what it found holds until the next call.
 */
final class RecordKey {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int DOMAIN = LinkRecord.DOMAIN_FIELD_NUMBER << 3 | DELIMITED;
    private static final int SLUG = LinkRecord.SLUG_FIELD_NUMBER << 3 | DELIMITED;

    private byte[] bytes = {};
    private int at;
    private int domainAt;
    private int domainLength;
    private int slugAt;
    private int slugLength;

    /**
     * Reads the record whose length stands at {@code from}.
     *
     * @return where it ends
     * @throws IOException when it is garbled
     */
    int read(byte[] shard, int from) throws IOException {
        bytes = shard;
        at = from;
        domainLength = 0;
        slugLength = 0;
        int length = varint();
        int end = at + length;
        if (length < 0 || end > shard.length || end < at) {
            throw new IOException("a record is longer than its shard");
        }
        while (at < end) {
            field(varint());
        }
        if (at != end) {
            throw new IOException("a field is longer than its record");
        }
        return end;
    }

    private void field(int tag) throws IOException {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case DELIMITED -> {
                int length = varint();
                if (tag == DOMAIN) {
                    domainAt = at;
                    domainLength = length;
                } else if (tag == SLUG) {
                    slugAt = at;
                    slugLength = length;
                }
                skip(length);
            }
            default -> throw new IOException("a field of an unknown kind");
        }
    }

    private void skip(int length) throws IOException {
        if (length < 0 || length > bytes.length - at) {
            throw new IOException("a field is longer than its shard");
        }
        at += length;
    }

    /** The lower 32 bits; a longer number is only passed over. */
    private int varint() throws IOException {
        int value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == bytes.length) {
                break;
            }
            byte next = bytes[at++];
            if (shift < 32) {
                value |= (next & 0x7f) << shift;
            }
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number without end");
    }

    boolean isOf(String domain, String slug) {
        return equals(domainAt, domainLength, domain) && equals(slugAt, slugLength, slug);
    }

    boolean isOfDomain(String domain) {
        return equals(domainAt, domainLength, domain);
    }

    private boolean equals(int from, int length, String text) {
        if (length != text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isSameAs(RecordKey other) {
        return equals(domainAt, domainLength, other, other.domainAt, other.domainLength)
                && equals(slugAt, slugLength, other, other.slugAt, other.slugLength);
    }

    private boolean equals(int from, int length, RecordKey other, int otherFrom, int otherLength) {
        return Arrays.equals(bytes, from, from + length, other.bytes, otherFrom, otherFrom + otherLength);
    }

    /** Equal to {@link #hash(String, String)} of the same domain and slug. */
    int hash() {
        int hash = 0;
        for (int i = 0; i < domainLength; i++) {
            hash = 31 * hash + (bytes[domainAt + i] & 0xff);
        }
        hash = 31 * hash + '/';
        for (int i = 0; i < slugLength; i++) {
            hash = 31 * hash + (bytes[slugAt + i] & 0xff);
        }
        return mixed(hash);
    }

    static int hash(String domain, String slug) {
        int hash = 0;
        for (int i = 0; i < domain.length(); i++) {
            hash = 31 * hash + domain.charAt(i);
        }
        hash = 31 * hash + '/';
        for (int i = 0; i < slug.length(); i++) {
            hash = 31 * hash + slug.charAt(i);
        }
        return mixed(hash);
    }

    /** Finaliser of MurmurHash3 (public domain). */
    private static int mixed(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85eb_ca6b;
        h = (h ^ h >>> 13) * 0xc2b2_ae35;
        return h ^ h >>> 16;
    }
}
