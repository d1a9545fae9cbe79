package io.clickway.forwarder.batch;

import com.google.protobuf.CodedOutputStream;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.StreamEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Gives a message its id, its time and its headers: once, before it is first sent. */
public final class MessageMaker {

    private static final int MAX_DAMAGED_BYTES = 1_000_000;
    private static final int MAX_DETAIL = 200;

    private final String region;
    private final InstantSource clock;
    private final BatchIds ids;
    private final BodyCodec codec;

    /**
     * @param region e.g. {@code eu}
     * @param level of zstd, 1 to 9
     */
    public MessageMaker(String region, int level, InstantSource clock, RandomGenerator random) {
        this.region = region;
        this.clock = clock;
        this.ids = new BatchIds(clock, random);
        this.codec = new BodyCodec(level);
    }

    OutboundMessage batch(byte[] plain, List<SourceRange> ranges, List<EntryId> entries) {
        var body = codec.compress(plain);
        var header = new BatchHeader(
                ids.next(), region, ranges, now(), BatchHeader.ZSTD, BatchHeader.checksum(body), Optional.empty());
        return new OutboundMessage(
                header.batchId(), OutboundMessage.Kind.EVENTS, header.toHeaders(), body, entries, header.count());
    }

    /** A message that carries the entry's raw fields to quarantine; the package says its format. */
    public OutboundMessage damaged(EntryContent.Damaged damaged) {
        var whole = fields(damaged.entry());
        var body = whole.length <= MAX_DAMAGED_BYTES ? whole : Arrays.copyOf(whole, MAX_DAMAGED_BYTES);
        var id = ids.next();
        var headers = new LinkedHashMap<String, Object>();
        headers.put("format", (long) BatchHeader.FORMAT);
        headers.put("batch_id", id.toString());
        headers.put("region", region);
        headers.put("entry_id", damaged.entry().id().toString());
        headers.put("cause", damaged.cause().code());
        headers.put("detail", cut(damaged.detail()));
        headers.put("sent_at", now().toEpochMilli());
        headers.put("codec", "none");
        headers.put("crc32c", Integer.toUnsignedLong(BatchHeader.checksum(body)));
        headers.put("length", (long) whole.length);
        damaged.range().ifPresent(range -> {
            headers.put("ranges", range.toString());
            headers.put("count", (long) range.count());
        });
        return new OutboundMessage(
                id,
                OutboundMessage.Kind.DAMAGED,
                Map.copyOf(headers),
                body,
                List.of(damaged.entry().id()),
                damaged.range().map(SourceRange::count).orElse(0));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static byte[] fields(StreamEntry entry) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(EventFrame.VERSION);
        var out = CodedOutputStream.newInstance(bytes);
        try {
            for (var field : entry.fields()) {
                out.writeByteArrayNoTag(field.name());
                out.writeByteArrayNoTag(field.value());
            }
            out.flush();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static String cut(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }
}
