package io.clickway.edge.route;

import com.google.protobuf.CodedInputStream;
import io.clickway.links.proto.LinkRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Finds link records in the shards as they came: an open hash table of places, four bytes each, and no object per link. A
 * million links cost their own bytes and 8 MiB. Immutable once built, so that any thread reads it.
 */
final class LinkIndex {

    /** A shard of up to 1 MiB, and 4,096 of them. */
    private static final int OFFSET_BITS = 20;

    private static final int MAX_SHARDS = 1 << 32 - OFFSET_BITS;
    private static final int MAX_SHARD_BYTES = 1 << OFFSET_BITS;

    /** A record with a domain and a slug is never shorter: bounds what a manifest may claim. */
    private static final int MIN_RECORD_BYTES = 8;

    private final byte[][] shards;
    /** Shard and offset of a record's length; 0 is free, since no record lies at the very start of a shard. */
    private final int[] slots;

    private int size;

    /** @param links as many as the shards hold, as their manifest says */
    LinkIndex(List<byte[]> shards, long links) throws IOException {
        if (shards.size() > MAX_SHARDS) {
            throw new IOException("more than " + MAX_SHARDS + " shards");
        }
        long bytes = 0;
        for (var shard : shards) {
            if (shard.length > MAX_SHARD_BYTES) {
                throw new IOException("a shard of " + shard.length + " bytes, more than " + MAX_SHARD_BYTES);
            }
            bytes += shard.length;
        }
        this.shards = shards.toArray(byte[][]::new);
        int likely = (int) Math.clamp(links, 1, Math.max(1, bytes / MIN_RECORD_BYTES));
        this.slots = new int[Math.max(16, Integer.highestOneBit(likely) * 4)];
    }

    /** The first link of a (domain, slug) stays. */
    void add(int shard, int offset, RecordKey key, RecordKey scratch) throws IOException {
        int slot = key.hash() & slots.length - 1;
        while (slots[slot] != 0) {
            scratch.read(shards[slots[slot] >>> OFFSET_BITS], offsetOf(slots[slot]));
            if (scratch.isSameAs(key)) {
                return;
            }
            slot = slot + 1 & slots.length - 1;
        }
        if (size >= slots.length / 4 * 3) {
            throw new IOException("more links than the manifest names");
        }
        slots[slot] = shard << OFFSET_BITS | offset;
        size++;
    }

    /** Its slot; -1 when there is none. */
    int find(String domain, String slug) {
        var key = new RecordKey();
        int slot = RecordKey.hash(domain, slug) & slots.length - 1;
        while (slots[slot] != 0) {
            try {
                key.read(shards[slots[slot] >>> OFFSET_BITS], offsetOf(slots[slot]));
            } catch (IOException impossible) {
                throw new IllegalStateException("was read before", impossible);
            }
            if (key.isOf(domain, slug)) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    /** @throws IOException when what the record holds beside domain and slug is garbled */
    LinkRecord record(int slot) throws IOException {
        var shard = shards[slots[slot] >>> OFFSET_BITS];
        int offset = offsetOf(slots[slot]);
        var in = CodedInputStream.newInstance(shard, offset, shard.length - offset);
        int length = in.readRawVarint32();
        return LinkRecord.parseFrom(ByteBuffer.wrap(shard, offset + in.getTotalBytesRead(), length));
    }

    private static int offsetOf(int place) {
        return place & (1 << OFFSET_BITS) - 1;
    }

    /** A power of two. */
    int slots() {
        return slots.length;
    }

    int size() {
        return size;
    }
}
