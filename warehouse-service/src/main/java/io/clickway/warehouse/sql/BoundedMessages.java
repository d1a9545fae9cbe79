package io.clickway.warehouse.sql;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What Postgres sends, refused at the first message that is too long, before the driver makes room for it: a row of hundreds
 * of megabytes, or an error that quotes such a value, would take the memory that storing clicks needs. Follows the frames of
 * the protocol, version 3: a byte for the type, four for the length, which counts itself. For connections without TLS.
 */
final class BoundedMessages extends FilterInputStream {

    private static final int HEADER = 5;
    private static final int SKIPPED_AT_ONCE = 8_192;

    private final int longest;
    private final int[] header = new int[HEADER];
    private int headerBytes;
    private int bodyLeft;

    BoundedMessages(InputStream in, int longest) {
        super(in);
        this.longest = longest;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            follow(next);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (bodyLeft > 0) {
                int skipped = Math.min(bodyLeft, end - at);
                bodyLeft -= skipped;
                at += skipped;
            } else {
                follow(buffer[at++] & 0xff);
            }
        }
        return count;
    }

    /** Never past what was looked at. */
    @Override
    public long skip(long count) throws IOException {
        return read(new byte[(int) Math.min(count, SKIPPED_AT_ONCE)]);
    }

    private void follow(int next) throws IOException {
        if (bodyLeft > 0) {
            bodyLeft--;
            return;
        }
        header[headerBytes++] = next;
        if (headerBytes < HEADER) {
            return;
        }
        headerBytes = 0;
        int length = header[1] << 24 | header[2] << 16 | header[3] << 8 | header[4];
        if (length < 4 || length > longest) {
            throw new MessageTooLong(length, longest);
        }
        bodyLeft = length - 4;
    }
}
