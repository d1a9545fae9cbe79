package io.clickway.warehouse.publish;

import com.google.protobuf.CodedOutputStream;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts links, given in order of their bucket, into shards of at most 1 MiB. A shard holds the links whose bucket begins
 * with the same bits, as few bits as the size allows: so the shards follow from the set of links alone, and a change of
 * one link changes the bytes of one shard (or splits or joins one). At most one unfinished shard per bit is in memory.
 * Not thread-safe.
 */
final class ShardBuilder {

    /** Bits of a link's bucket, the first of its slug's MD5. */
    static final int BUCKET_BITS = 12;

    static final int MAX_SHARD_BYTES = 1 << 20;

    /** Takes finished shards in the order of their buckets. */
    interface Sink {
        void accept(Shard shard);
    }

    /** The links below one prefix of bits: still in hand, or (null) handed to the sink because they were too many. */
    private record Subtree(int depth, @Nullable Records records) {}

    private record Records(int links, byte[] bytes) {
        Records plus(Records next) {
            var joined = new byte[bytes.length + next.bytes.length];
            System.arraycopy(bytes, 0, joined, 0, bytes.length);
            System.arraycopy(next.bytes, 0, joined, bytes.length, next.bytes.length);
            return new Records(links + next.links, joined);
        }
    }

    private final Sink sink;
    private final int maxBytes;
    private final ArrayDeque<Subtree> done = new ArrayDeque<>();
    private final ByteArrayOutputStream bucketBytes = new ByteArrayOutputStream();
    private int bucketLinks;
    private int bucket;
    private boolean bucketSplit;

    ShardBuilder(Sink sink) {
        this(sink, MAX_SHARD_BYTES);
    }

    ShardBuilder(Sink sink, int maxBytes) {
        this.sink = sink;
        this.maxBytes = maxBytes;
    }

    /** Buckets never go back; within a bucket the order of the calls is the order of the bytes. */
    void add(int linkBucket, LinkRecord link) {
        if (linkBucket < bucket || linkBucket >> BUCKET_BITS != 0) {
            throw new IllegalArgumentException("bucket " + linkBucket + " after bucket " + bucket);
        }
        while (bucket < linkBucket) {
            closeBucket();
        }
        var bytes = bytes(link);
        if (bucketBytes.size() + bytes.length > maxBytes) {
            emit(new Records(bucketLinks, bucketBytes.toByteArray()));
            bucketBytes.reset();
            bucketLinks = 0;
            bucketSplit = true;
        }
        bucketBytes.writeBytes(bytes);
        bucketLinks++;
    }

    void finish() {
        while (bucket < 1 << BUCKET_BITS) {
            closeBucket();
        }
        var root = done.pop().records();
        if (root != null) {
            emit(root);
        }
    }

    private void closeBucket() {
        var rest = new Records(bucketLinks, bucketBytes.toByteArray());
        if (bucketSplit) {
            emit(rest);
        }
        var subtree = new Subtree(BUCKET_BITS, bucketSplit ? null : rest);
        bucketBytes.reset();
        bucketLinks = 0;
        bucketSplit = false;
        bucket++;
        while (!done.isEmpty() && done.peek().depth() == subtree.depth()) {
            subtree = join(done.pop(), subtree);
        }
        done.push(subtree);
    }

    private Subtree join(Subtree left, Subtree right) {
        var leftRecords = left.records();
        var rightRecords = right.records();
        int depth = left.depth() - 1;
        if (leftRecords != null
                && rightRecords != null
                && leftRecords.bytes().length + rightRecords.bytes().length <= maxBytes) {
            return new Subtree(depth, leftRecords.plus(rightRecords));
        }
        if (leftRecords != null) {
            emit(leftRecords);
        }
        if (rightRecords != null) {
            emit(rightRecords);
        }
        return new Subtree(depth, null);
    }

    private void emit(Records records) {
        if (records.links() > 0) {
            sink.accept(Shard.of(records.links(), records.bytes()));
        }
    }

    /** One element of LinkShard.links as it stands in the serialized shard. */
    private static byte[] bytes(LinkRecord link) {
        try {
            int size = CodedOutputStream.computeMessageSize(LinkShard.LINKS_FIELD_NUMBER, link);
            var bytes = new byte[size];
            CodedOutputStream.newInstance(bytes).writeMessage(LinkShard.LINKS_FIELD_NUMBER, link);
            return bytes;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
