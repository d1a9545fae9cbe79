package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import io.clickway.id.SourceId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One commit on disk: magic, length of the frame, CRC32C over all that follows and the length, source, first seq, count,
 * frame. Big-endian.
 *
 * @param end where the next record begins, within what was read
 */
record SpoolRecord(Commit commit, int end) {

    static final int MAGIC = 0x4357_5350; // "CWSP"
    static final int HEADER_BYTES = 4 + 4 + 4 + 8 + 8 + 4;

    /** No commit is longer; a record that says so is damaged. */
    static final int MAX_FRAME_BYTES = 4 << 20;

    private static final int CRC_AT = 8;
    private static final int BODY_AT = 12;

    static int sizeOf(Commit commit) {
        return HEADER_BYTES + commit.frame().length;
    }

    static void write(Commit commit, ByteBuffer target) {
        int start = target.position();
        target.putInt(MAGIC)
                .putInt(commit.frame().length)
                .putInt(0)
                .putLong(commit.source().bits())
                .putLong(commit.firstSeq())
                .putInt(commit.count())
                .put(commit.frame());
        target.putInt(start + CRC_AT, checksum(target.array(), start, commit.frame().length));
    }

    /** Null when no whole, sound record begins there. */
    static @Nullable SpoolRecord read(byte[] bytes, int at) {
        if (bytes.length - at < HEADER_BYTES) {
            return null;
        }
        var header = ByteBuffer.wrap(bytes, at, HEADER_BYTES);
        int magic = header.getInt();
        int length = header.getInt();
        int crc = header.getInt();
        if (magic != MAGIC
                || length < 0
                || length > MAX_FRAME_BYTES
                || length > bytes.length - at - HEADER_BYTES
                || crc != checksum(bytes, at, length)) {
            return null;
        }
        long source = header.getLong();
        long firstSeq = header.getLong();
        int count = header.getInt();
        if (source == 0 || firstSeq < 1 || count < 1) {
            return null;
        }
        int frame = at + HEADER_BYTES;
        var commit =
                new Commit(new SourceId(source), firstSeq, count, Arrays.copyOfRange(bytes, frame, frame + length));
        return new SpoolRecord(commit, frame + length);
    }

    /** Whether a record seems to begin there that the bytes end amid. */
    static boolean mayGoOnBeyond(byte[] bytes, int at) {
        int left = bytes.length - at;
        if (left < HEADER_BYTES) {
            return true;
        }
        var header = ByteBuffer.wrap(bytes, at, HEADER_BYTES);
        boolean begins = header.getInt() == MAGIC;
        int length = header.getInt();
        return begins && length <= MAX_FRAME_BYTES && length > left - HEADER_BYTES;
    }

    private static int checksum(byte[] bytes, int at, int frameLength) {
        var crc = new CRC32C();
        crc.update(bytes, at + 4, 4);
        crc.update(bytes, at + BODY_AT, HEADER_BYTES - BODY_AT + frameLength);
        return (int) crc.getValue();
    }
}
