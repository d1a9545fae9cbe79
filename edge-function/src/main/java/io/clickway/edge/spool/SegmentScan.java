package io.clickway.edge.spool;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies in the bytes of a segment: sound records in order, and between them what is damaged. A damaged stretch ends
 * where the next sound record begins; one that reaches the end is torn: a crash cut it before its fsync, unless the disk
 * is at fault.
 */
record SegmentScan(List<SpoolRecord> records, List<Stretch> damaged, boolean isTorn) {

    /** Bytes {@code from} to {@code to}, the latter excluded. */
    record Stretch(int from, int to) {}

    static SegmentScan of(byte[] bytes) {
        var records = new ArrayList<SpoolRecord>();
        var damaged = new ArrayList<Stretch>();
        int at = 0;
        while (at < bytes.length) {
            var record = SpoolRecord.read(bytes, at);
            if (record == null) {
                int next = nextSound(bytes, at + 1);
                damaged.add(new Stretch(at, next));
                at = next;
            } else {
                records.add(record);
                at = record.end();
            }
        }
        boolean torn = !damaged.isEmpty() && damaged.getLast().to() == bytes.length;
        return new SegmentScan(records, damaged, torn);
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
