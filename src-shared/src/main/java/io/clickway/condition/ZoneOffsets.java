package io.clickway.condition;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a zone's clocks show, from a table of its changes: no java.time object per click. The table reaches from 2000 to
 * 2100; before and after, the nearest offset stands.
 */
final class ZoneOffsets {

    private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    /** One per zone of the world at most. */
    private static final Map<String, ZoneOffsets> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final long[] changes;
    private final int[] offsets;

    private ZoneOffsets(String name, long[] changes, int[] offsets) {
        this.name = name;
        this.changes = changes;
        this.offsets = offsets;
    }

    static ZoneOffsets of(ZoneId zone) {
        return KNOWN.computeIfAbsent(zone.getId(), name -> read(name, zone));
    }

    private static ZoneOffsets read(String name, ZoneId zone) {
        var rules = zone.getRules();
        var changes = new long[2 * 100 + 64];
        var offsets = new int[changes.length + 1];
        offsets[0] = millis(rules.getOffset(BEGIN).getTotalSeconds());
        int count = 0;
        var next = rules.nextTransition(BEGIN);
        while (next != null && next.getInstant().isBefore(END)) {
            if (count == changes.length) {
                changes = Arrays.copyOf(changes, count * 2);
                offsets = Arrays.copyOf(offsets, count * 2 + 1);
            }
            changes[count] = next.toEpochSecond() * 1000;
            offsets[++count] = millis(next.getOffsetAfter().getTotalSeconds());
            next = rules.nextTransition(next.getInstant());
        }
        return new ZoneOffsets(name, Arrays.copyOf(changes, count), Arrays.copyOf(offsets, count + 1));
    }

    private static int millis(int seconds) {
        return seconds * 1000;
    }

    String name() {
        return name;
    }

    /** Milliseconds on the zone's clocks, counted as if they were UTC's. */
    long local(long epochMillis) {
        int low = 0;
        int high = changes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes[middle] <= epochMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return epochMillis + offsets[low];
    }
}
