package io.clickway.warehouse.publish;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.clickway.links.proto.LinkShard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts records of one kind, given in order of their bucket, into shards of at most 1 MiB. A shard holds the records whose
 * bucket begins with the same bits, as few bits as the size allows: so the shards follow from the set of records alone, and a
 * change of one record changes the bytes of one shard (or splits or joins one). Each kind has shards of its own: a rule that is
 * edited leaves those of the links alone. At most one unfinished shard per bit is in memory. Not thread-safe.
 */
final class ShardBuilder {

    /** What the records are, by their field in LinkShard. */
    enum Kind {
        LINKS(LinkShard.LINKS_FIELD_NUMBER),
        CAMPAIGNS(LinkShard.CAMPAIGNS_FIELD_NUMBER),
        WORKSPACES(LinkShard.WORKSPACES_FIELD_NUMBER);

        private final int field;

        Kind(int field) {
            this.field = field;
        }
    }

    /** Bits of a record's bucket, the first of an MD5: that of a link's slug, of a campaign's or workspace's number. */
    static final int BUCKET_BITS = 12;

    static final int MAX_SHARD_BYTES = 1 << 20;

    /** Takes finished shards in the order of their buckets. */
    interface Sink {
        void accept(Shard shard);
    }

    /** The records below one prefix of bits: still in hand, or (null) handed to the sink because they were too many. */
    private record Subtree(int depth, @Nullable Records records) {}

    private record Records(int count, byte[] bytes) {
        Records plus(Records next) {
            var joined = new byte[bytes.length + next.bytes.length];
            System.arraycopy(bytes, 0, joined, 0, bytes.length);
            System.arraycopy(next.bytes, 0, joined, bytes.length, next.bytes.length);
            return new Records(count + next.count, joined);
        }
    }

    private final Kind kind;
    private final Sink sink;
    private final int maxBytes;
    private final ArrayDeque<Subtree> done = new ArrayDeque<>();
    private final ByteArrayOutputStream bucketBytes = new ByteArrayOutputStream();
    private int bucketRecords;
    private int bucket;
    private boolean bucketSplit;

    ShardBuilder(Kind kind, Sink sink) {
        this(kind, sink, MAX_SHARD_BYTES);
    }

    ShardBuilder(Kind kind, Sink sink, int maxBytes) {
        this.kind = kind;
        this.sink = sink;
        this.maxBytes = maxBytes;
    }

    /** Buckets never go back; within a bucket the order of the calls is the order of the bytes. */
    void add(int recordBucket, MessageLite record) {
        if (recordBucket < bucket || recordBucket >> BUCKET_BITS != 0) {
            throw new IllegalArgumentException("bucket " + recordBucket + " after bucket " + bucket);
        }
        while (bucket < recordBucket) {
            closeBucket();
        }
        var bytes = bytes(record);
        if (bucketBytes.size() + bytes.length > maxBytes) {
            emit(new Records(bucketRecords, bucketBytes.toByteArray()));
            bucketBytes.reset();
            bucketRecords = 0;
            bucketSplit = true;
        }
        bucketBytes.writeBytes(bytes);
        bucketRecords++;
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
        var rest = new Records(bucketRecords, bucketBytes.toByteArray());
        if (bucketSplit) {
            emit(rest);
        }
        var subtree = new Subtree(BUCKET_BITS, bucketSplit ? null : rest);
        bucketBytes.reset();
        bucketRecords = 0;
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
        if (records.count() > 0) {
            sink.accept(Shard.of(kind == Kind.LINKS ? records.count() : 0, records.bytes()));
        }
    }

    /** One element as it stands in the serialized shard. */
    private byte[] bytes(MessageLite record) {
        try {
            int size = CodedOutputStream.computeMessageSize(kind.field, record);
            var bytes = new byte[size];
            CodedOutputStream.newInstance(bytes).writeMessage(kind.field, record);
            return bytes;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
