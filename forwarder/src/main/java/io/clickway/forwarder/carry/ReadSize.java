package io.clickway.forwarder.carry;

import io.clickway.forwarder.stream.StreamEntry;
import java.util.List;

/**
 * How many entries to ask for at once: Redis bounds an answer by their number alone, and a few hundred huge ones would not
 * fit into memory. Begins with one, so that a process that died of them gets past them when it starts again; doubles while
 * the answers are small.
 */
final class ReadSize {

    /** What an answer may weigh about; a single entry may weigh more. */
    static final long MAX_BYTES = 8L << 20;

    private final int max;
    private int count = 1;

    ReadSize(int max) {
        this.max = max;
    }

    int count() {
        return count;
    }

    void read(List<StreamEntry> entries) {
        long bytes = 0;
        for (var entry : entries) {
            for (var field : entry.fields()) {
                bytes += field.name().length + field.value().length;
            }
        }
        if (bytes > MAX_BYTES) {
            count = (int) Math.clamp(entries.size() * MAX_BYTES / bytes, 1, max);
        } else if (entries.size() >= count && 2 * bytes <= MAX_BYTES) {
            count = Math.min(max, 2 * count);
        }
    }
}
