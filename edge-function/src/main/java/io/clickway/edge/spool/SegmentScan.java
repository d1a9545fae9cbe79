package io.clickway.edge.spool;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies in a part of a segment: sound records in order, and between them what is damaged. A damaged stretch ends where
 * the next sound record begins; one that reaches the segment's end is torn: a crash cut it before its fsync, unless the disk
 * is at fault.
 *
 * @param end where the part was read to; what lies beyond needs more bytes to tell
 */
record SegmentScan(List<SpoolRecord> records, List<Stretch> damaged, boolean isTorn, int end) {

    /** Bytes {@code from} to {@code to}, the latter excluded. */
    record Stretch(int from, int to) {}

    /** @param isWhole whether the segment ends where the bytes end; otherwise nothing is judged that might go on */
    static SegmentScan of(byte[] bytes, boolean isWhole) {
        var records = new ArrayList<SpoolRecord>();
        var damaged = new ArrayList<Stretch>();
        int at = 0;
        while (at < bytes.length) {
            var record = SpoolRecord.read(bytes, at);
            if (record != null) {
                records.add(record);
                at = record.end();
                continue;
            }
            if (!isWhole && (at > 0 || SpoolRecord.mayGoOnBeyond(bytes, at))) {
                break;
            }
            int next = nextSound(bytes, at + 1);
            if (next == bytes.length && !isWhole) {
                break;
            }
            damaged.add(new Stretch(at, next));
            at = next;
        }
        boolean torn = isWhole && !damaged.isEmpty() && damaged.getLast().to() == bytes.length;
        return new SegmentScan(records, damaged, torn, at);
    }

    private static int nextSound(byte[] bytes, int from) {
        for (int at = from; at <= bytes.length - SpoolRecord.HEADER_BYTES; at++) {
            if (bytes[at] == (byte) (SpoolRecord.MAGIC >>> 24) && SpoolRecord.read(bytes, at) != null) {
                return at;
            }
        }
        return bytes.length;
    }
}
