package io.clickway.batch;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a batch message. The ranges stand here and not only in the body, so that even a body that can't be read is
 * accounted for, event by event.
 *
 * @param batchId UUIDv7, also the message id
 * @param region the region that sent it, e.g. {@code eu}
 * @param ranges what the body holds, in its order
 * @param sentAt when it was first handed to the broker, milliseconds precision
 * @param codec how the body is compressed, e.g. {@code zstd}
 * @param crc32c of the body as sent
 * @param keyId the key that encrypted the body; empty when it isn't encrypted
 */
public record BatchHeader(
        UUID batchId,
        String region,
        List<SourceRange> ranges,
        Instant sentAt,
        String codec,
        int crc32c,
        Optional<String> keyId) {

    /** Format of headers and body that this build writes. */
    public static final int FORMAT = 1;

    /** Compression of the body that this build writes. */
    public static final String ZSTD = "zstd";

    /** A body is never longer on the wire. */
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    /** Nor after decompression; what claims more is refused before memory is given to it. */
    public static final int MAX_PLAIN_BYTES = 16 * 1024 * 1024;

    /** No batch holds more events. */
    public static final int MAX_EVENTS = 20_000;

    public BatchHeader {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("batch " + batchId + " has no ranges");
        }
        if (ranges.stream().mapToLong(SourceRange::count).sum() > MAX_EVENTS) {
            throw new IllegalArgumentException("batch " + batchId + " claims more than " + MAX_EVENTS + " events");
        }
    }

    public int count() {
        return ranges.stream().mapToInt(SourceRange::count).sum();
    }

    public static int checksum(byte[] body) {
        var crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    /** As AMQP headers: texts, and numbers as signed 64 bits. */
    public Map<String, Object> toHeaders() {
        var headers = new LinkedHashMap<String, Object>();
        headers.put("format", (long) FORMAT);
        headers.put("batch_id", batchId.toString());
        headers.put("region", region);
        headers.put("ranges", ranges.stream().map(SourceRange::toString).collect(Collectors.joining(" ")));
        headers.put("count", (long) count());
        headers.put("sent_at", sentAt.toEpochMilli());
        headers.put("codec", codec);
        headers.put("crc32c", Integer.toUnsignedLong(crc32c));
        keyId.ifPresent(id -> headers.put("key_id", id));
        return headers;
    }

    /**
     * Reads headers as a client hands them over: texts may come as any {@link CharSequence} or as objects whose
     * {@code toString} is the text.
     *
     * @throws BatchFormatException names the header that is missing or wrong
     */
    public static BatchHeader parse(@Nullable Map<String, Object> given) throws BatchFormatException {
        var headers = given == null ? Map.<String, Object>of() : given;
        long format = number(headers, "format");
        if (format != FORMAT) {
            throw new BatchFormatException("format " + format + " of a batch is not known, only " + FORMAT);
        }
        try {
            var header = new BatchHeader(
                    UUID.fromString(text(headers, "batch_id")),
                    text(headers, "region"),
                    ranges(headers),
                    Instant.ofEpochMilli(number(headers, "sent_at")),
                    text(headers, "codec"),
                    (int) number(headers, "crc32c"),
                    Optional.ofNullable(headers.get("key_id")).map(Object::toString));
            if (header.count() != number(headers, "count")) {
                throw new BatchFormatException("header 'count' differs from the sum of the ranges");
            }
            return header;
        } catch (IllegalArgumentException bad) {
            throw new BatchFormatException(String.valueOf(bad.getMessage()));
        }
    }

    /** The ranges alone, for a batch whose other headers can't be read. */
    public static List<SourceRange> ranges(Map<String, Object> headers) throws BatchFormatException {
        try {
            return Arrays.stream(text(headers, "ranges").split(" "))
                    .map(SourceRange::parse)
                    .toList();
        } catch (IllegalArgumentException bad) {
            throw new BatchFormatException(String.valueOf(bad.getMessage()));
        }
    }

    private static String text(Map<String, Object> headers, String name) throws BatchFormatException {
        var value = headers.get(name);
        if (value == null) {
            throw new BatchFormatException("header '" + name + "' is missing");
        }
        return value.toString();
    }

    private static long number(Map<String, Object> headers, String name) throws BatchFormatException {
        if (headers.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new BatchFormatException("header '" + name + "' is missing or no number");
    }
}
