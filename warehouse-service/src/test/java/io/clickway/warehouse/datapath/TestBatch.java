package io.clickway.warehouse.datapath;

import com.github.luben.zstd.Zstd;
import io.clickway.batch.BatchFormatException;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.proto.Event;
import io.clickway.warehouse.unpack.BatchMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A message as a forwarder sends it, and the same message spoilt in a certain way. */
@SuppressWarnings("ArrayRecordComponent")
public record TestBatch(String region, String type, Map<String, Object> headers, byte[] body) {

    public static TestBatch of(String region, List<SourceRange> ranges, List<Event> events, Instant sentAt) {
        return TestSource.pack(region, ranges, events, sentAt);
    }

    public BatchMessage message() {
        return new BatchMessage(region, type, headers, body);
    }

    /** As the header tells them. */
    public List<SourceRange> ranges() {
        try {
            return BatchHeader.ranges(headers);
        } catch (BatchFormatException none) {
            throw new IllegalStateException(none);
        }
    }

    public TestBatch type(String other) {
        return new TestBatch(region, other, headers, body);
    }

    public TestBatch header(String name, Object value) {
        var changed = new HashMap<>(headers);
        changed.put(name, value);
        return new TestBatch(region, type, changed, body);
    }

    public TestBatch without(String name) {
        var changed = new HashMap<>(headers);
        changed.remove(name);
        return new TestBatch(region, type, changed, body);
    }

    /** Another body whose checksum is right. */
    public TestBatch body(byte[] other) {
        return new TestBatch(region, type, headers, other)
                .header("crc32c", Integer.toUnsignedLong(BatchHeader.checksum(other)));
    }

    /** Another content, compressed, whose checksum is right. */
    public TestBatch plain(byte[] other) {
        return body(Zstd.compress(other, 1));
    }

    public byte[] plain() {
        return Zstd.decompress(body, BatchHeader.MAX_PLAIN_BYTES);
    }

    /** Another body under the headers of this one. */
    public TestBatch flipped(int index, int bit) {
        var flipped = body.clone();
        flipped[index] ^= (byte) (1 << bit);
        return new TestBatch(region, type, headers, flipped);
    }
}
