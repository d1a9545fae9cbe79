package io.clickway.warehouse.unpack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.clickway.batch.BatchFormatException;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Opens a message. Every fault comes back as a value; nothing a sender can write makes it throw. */
public final class BatchUnpacker {

    /** AMQP type of a batch of events. */
    public static final String TYPE_EVENTS = "events";

    /** AMQP type of a stream entry that the forwarder couldn't read. */
    public static final String TYPE_DAMAGED = "damaged";

    /** 48 bits: what a click id can say. */
    private static final long MAX_MILLIS = 1L << 48;

    /** Of something whose batch nobody can name. */
    private static final UUID NO_BATCH = new UUID(0, 0);

    private final EventReading reading;

    public BatchUnpacker(EventReading reading) {
        this.reading = reading;
    }

    public UnpackedBatch unpack(BatchMessage message) {
        try {
            return read(message);
        } catch (Refused refused) {
            return refuse(message, refused.cause, String.valueOf(refused.getMessage()));
        } catch (RuntimeException bug) {
            // A message that no rule foresaw must not stop its region: it is kept for a build that can read it.
            return refuse(message, QuarantineCause.BAD_FRAME, "this build fails at it: " + bug);
        }
    }

    /** The message as one that can't be stored, with what its headers say of it; its body is not looked at. */
    public static UnpackedBatch.Unreadable refuse(BatchMessage message, QuarantineCause cause, String why) {
        return new UnpackedBatch.Unreadable(message, batchId(message.headers()), ranges(message.headers()), cause, why);
    }

    /**
     * A single event that was set aside from its batch, as if a batch of its own had just been sent.
     *
     * @param message of the batch it came in; its body plays no part
     */
    public UnpackedBatch.Read unpackEvent(BatchMessage message, SourceRange range, byte[] event, Instant sentAt) {
        var header = new BatchHeader(
                batchId(message.headers()).orElse(NO_BATCH),
                message.region(),
                List.of(range),
                sentAt,
                BatchHeader.ZSTD,
                0,
                Optional.empty());
        var place = new EventPlace(range.source(), range.first(), event, 0, event.length);
        var read = reading.read(place, event, 0, event.length, sentAt.toEpochMilli());
        return new UnpackedBatch.Read(message, header, List.of(read), event.length);
    }

    /** A message of type damaged, if its entry can be read after all: the forwarder that gave it up may have been wrong. */
    public UnpackedBatch unpackDamaged(BatchMessage message) {
        try {
            var entry = DamagedEntry.read(message.body());
            var header = new BatchHeader(
                    batchId(message.headers()).orElse(NO_BATCH),
                    message.region(),
                    List.of(entry.range()),
                    sentAt(message.headers()),
                    BatchHeader.ZSTD,
                    0,
                    Optional.empty());
            var events = events(header, entry.frame());
            return new UnpackedBatch.Read(message, header, events, entry.frame().length);
        } catch (Refused | BatchFormatException refused) {
            return new UnpackedBatch.Unreadable(
                    message,
                    batchId(message.headers()),
                    ranges(message.headers()),
                    QuarantineCause.DAMAGED,
                    String.valueOf(refused.getMessage()));
        }
    }

    private static Instant sentAt(Map<String, Object> headers) throws BatchFormatException {
        if (headers.get("sent_at") instanceof Number millis
                && millis.longValue() >= 0
                && millis.longValue() < MAX_MILLIS) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        throw new BatchFormatException("header 'sent_at' is missing or no time");
    }

    private UnpackedBatch read(BatchMessage message) throws Refused {
        if (!message.type().equals(TYPE_EVENTS)) {
            throw message.type().equals(TYPE_DAMAGED)
                    ? new Refused(QuarantineCause.DAMAGED, "a stream entry that the forwarder could not read")
                    : new Refused(QuarantineCause.UNKNOWN_TYPE, "a message of type '" + message.type() + "'");
        }
        var header = header(message);
        var frame = plain(header, message.body());
        return new UnpackedBatch.Read(message, header, events(header, frame), frame.length);
    }

    private static BatchHeader header(BatchMessage message) throws Refused {
        try {
            var header = BatchHeader.parse(message.headers());
            if (!header.region().equals(message.region())) {
                throw new Refused(
                        QuarantineCause.BAD_HEADER,
                        "says region '" + header.region() + "' but came from region '" + message.region() + "'");
            }
            long sentAt = header.sentAt().toEpochMilli();
            if (sentAt < 0 || sentAt >= MAX_MILLIS) {
                throw new Refused(QuarantineCause.BAD_HEADER, "sent at " + sentAt + " ms is no time");
            }
            return header;
        } catch (BatchFormatException bad) {
            throw new Refused(QuarantineCause.BAD_HEADER, String.valueOf(bad.getMessage()));
        }
    }

    private static byte[] plain(BatchHeader header, byte[] body) throws Refused {
        if (header.keyId().isPresent()) {
            throw new Refused(
                    QuarantineCause.ENCRYPTED, "key '" + header.keyId().get() + "' is not known");
        }
        if (!header.codec().equals(BatchHeader.ZSTD)) {
            throw new Refused(QuarantineCause.UNKNOWN_CODEC, "codec '" + header.codec() + "' is not known");
        }
        if (body.length > BatchHeader.MAX_BODY_BYTES) {
            throw new Refused(QuarantineCause.TOO_LARGE, "a body of " + body.length + " bytes");
        }
        if (BatchHeader.checksum(body) != header.crc32c()) {
            throw new Refused(QuarantineCause.CHECKSUM, "the body is not the one that was sent");
        }
        long size = Claim.contentSize(body);
        if (size <= 0) {
            throw new Refused(QuarantineCause.BAD_COMPRESSION, "no zstd frame that says its size");
        }
        if (size > BatchHeader.MAX_PLAIN_BYTES) {
            throw new Refused(QuarantineCause.TOO_LARGE, "claims " + size + " bytes when decompressed");
        }
        var plain = new byte[(int) size];
        try {
            long written = Zstd.decompressByteArray(plain, 0, plain.length, body, 0, body.length);
            if (Zstd.isError(written) || written != size) {
                throw new Refused(QuarantineCause.BAD_COMPRESSION, "the body does not decompress to the size it says");
            }
        } catch (ZstdException bad) {
            throw new Refused(QuarantineCause.BAD_COMPRESSION, String.valueOf(bad.getMessage()));
        }
        return plain;
    }

    private List<UnpackedEvent> events(BatchHeader header, byte[] frame) throws Refused {
        var events = new ArrayList<UnpackedEvent>(header.count());
        var walk = new RangeWalk(header.ranges());
        try {
            EventFrame.split(frame, header.count(), frame.length, (_, offset, size) -> {
                var range = walk.next();
                var place = new EventPlace(range.source(), range.first() + walk.step(), frame, offset, size);
                events.add(
                        reading.read(place, frame, offset, size, header.sentAt().toEpochMilli()));
            });
            return events;
        } catch (EventFrameException bad) {
            throw new Refused(QuarantineCause.BAD_FRAME, String.valueOf(bad.getMessage()));
        }
    }

    private static List<SourceRange> ranges(Map<String, Object> headers) {
        try {
            var ranges = BatchHeader.ranges(headers);
            long count = ranges.stream().mapToLong(SourceRange::count).sum();
            return count <= BatchHeader.MAX_EVENTS ? ranges : List.of();
        } catch (BatchFormatException unreadable) {
            return List.of();
        }
    }

    private static Optional<UUID> batchId(Map<String, Object> headers) {
        try {
            return Optional.ofNullable(headers.get("batch_id"))
                    .map(Object::toString)
                    .map(UUID::fromString);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Gives each event of the body the range it stands in. */
    private static final class RangeWalk {

        private final List<SourceRange> ranges;
        private int range;
        private int step = -1;

        RangeWalk(List<SourceRange> ranges) {
            this.ranges = ranges;
        }

        SourceRange next() {
            if (++step == ranges.get(range).count()) {
                range++;
                step = 0;
            }
            return ranges.get(range);
        }

        int step() {
            return step;
        }
    }

    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final QuarantineCause cause;

        Refused(QuarantineCause cause, String message) {
            super(message, null, false, false);
            this.cause = cause;
        }
    }
}
