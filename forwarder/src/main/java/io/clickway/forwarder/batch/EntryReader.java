package io.clickway.forwarder.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.clickway.address.RedisKeys;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.forwarder.stream.StreamEntry;
import io.clickway.id.SourceId;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checks an entry's fields and the framing of its events, without decoding them. Unknown fields are let pass: a newer
 * edge may write them.
 */
public final class EntryReader {

    /** Even if it doesn't compress, its batch stays within {@link BatchHeader#MAX_BODY_BYTES}. */
    static final int MAX_FRAME_BYTES = 1_000_000;

    private static final int MAX_DIGITS = 19;

    private EntryReader() {}

    public static EntryContent read(StreamEntry entry) {
        Optional<SourceRange> range = Optional.empty();
        try {
            range = Optional.of(range(entry));
            return new EntryContent.Readable(
                    entry.id(), range.get(), frame(entry, range.get().count()));
        } catch (DamageException damaged) {
            return new EntryContent.Damaged(entry, damaged.cause, damaged.detail, range);
        }
    }

    private static SourceRange range(StreamEntry entry) throws DamageException {
        var source = source(text(entry, RedisKeys.FIELD_SOURCE));
        long first = number(entry, RedisKeys.FIELD_FIRST_SEQ, SourceRange.MAX_SEQ);
        long count = number(entry, RedisKeys.FIELD_COUNT, BatchHeader.MAX_EVENTS);
        return new SourceRange(source, first, (int) count);
    }

    private static byte[] frame(StreamEntry entry, int count) throws DamageException {
        var frame = value(entry, RedisKeys.FIELD_DATA);
        if (frame.length > MAX_FRAME_BYTES) {
            throw new DamageException(Damage.OVERSIZE, frame.length + " bytes in field 'd'");
        }
        try {
            EventFrame.split(frame, count, (index, offset, size) -> {});
        } catch (EventFrameException damaged) {
            throw new DamageException(Damage.BAD_FRAME, String.valueOf(damaged.getMessage()));
        }
        return frame;
    }

    private static SourceId source(String text) throws DamageException {
        try {
            return SourceId.parse(text);
        } catch (IllegalArgumentException bad) {
            throw new DamageException(Damage.BAD_SOURCE, "field 'source' is no source id");
        }
    }

    private static long number(StreamEntry entry, String field, long max) throws DamageException {
        var text = text(entry, field);
        boolean isDecimal = text.length() >= 1
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        // Nineteen digits may exceed a signed long, but not an unsigned one.
        long number = isDecimal ? Long.parseUnsignedLong(text) : 0;
        if (number < 1 || number > max) {
            throw new DamageException(Damage.BAD_NUMBER, "field '" + field + "' is no number from 1 to " + max);
        }
        return number;
    }

    private static String text(StreamEntry entry, String field) throws DamageException {
        return new String(value(entry, field), ISO_8859_1);
    }

    private static byte[] value(StreamEntry entry, String field) throws DamageException {
        byte[] found = null;
        var name = field.getBytes(ISO_8859_1);
        for (var candidate : entry.fields()) {
            if (Arrays.equals(candidate.name(), name)) {
                if (found != null) {
                    throw new DamageException(Damage.REPEATED_FIELD, "field '" + field + "' stands twice");
                }
                found = candidate.value();
            }
        }
        if (found == null) {
            throw new DamageException(Damage.MISSING_FIELD, "field '" + field + "' is missing");
        }
        return found;
    }

    /** Stays within this class: damage is a value to everybody else. */
    private static final class DamageException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Damage cause;
        private final String detail;

        DamageException(Damage cause, String detail) {
            super(detail, null, false, false);
            this.cause = cause;
            this.detail = detail;
        }
    }
}
