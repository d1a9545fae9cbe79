package io.clickway.seq;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of sequence numbers as coalesced ranges: a source without holes is one range whatever its length. Its text is
 * Postgres's int8multirange, e.g. {@code {[1,10),[12,13)}}. Mutable, not thread-safe.
 */
public final class SeqRanges {

    /** first → last, neither overlapping nor touching. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    public static SeqRanges of(Collection<SeqRange> ranges) {
        var set = new SeqRanges();
        ranges.forEach(set::add);
        return set;
    }

    /** Reads the text of an int8multirange whose ranges are written {@code [a,b)}, as Postgres does. */
    public static SeqRanges parse(String multirange) {
        var text = multirange.strip();
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new IllegalArgumentException("no int8multirange: '" + abbreviate(text) + "'");
        }
        var set = new SeqRanges();
        int at = 1;
        while (at < text.length() - 1) {
            int comma = text.indexOf(',', at);
            int end = text.indexOf(')', at);
            if (text.charAt(at) != '[' || comma < 0 || end < comma) {
                throw new IllegalArgumentException("no int8multirange: '" + abbreviate(text) + "'");
            }
            long first = Long.parseLong(text, at + 1, comma, 10);
            long beyond = Long.parseLong(text, comma + 1, end, 10);
            set.add(new SeqRange(first, beyond - 1));
            at = end + 1;
            if (text.charAt(at) == ',') {
                at++;
            }
        }
        return set;
    }

    public void add(SeqRange range) {
        long first = range.first();
        long last = range.last();
        var before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        for (var next = ranges.ceilingEntry(first);
                next != null && next.getKey() <= last + 1;
                next = ranges.ceilingEntry(first)) {
            last = Math.max(last, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(first, last);
    }

    public void addAll(SeqRanges others) {
        others.list().forEach(this::add);
    }

    public void remove(SeqRange range) {
        var before = ranges.lowerEntry(range.first());
        if (before != null && before.getValue() >= range.first()) {
            long beforeLast = before.getValue();
            ranges.put(before.getKey(), range.first() - 1);
            if (beforeLast > range.last()) {
                ranges.put(range.last() + 1, beforeLast);
                return;
            }
        }
        for (var next = ranges.ceilingEntry(range.first());
                next != null && next.getKey() <= range.last();
                next = ranges.ceilingEntry(range.first())) {
            ranges.remove(next.getKey());
            if (next.getValue() > range.last()) {
                ranges.put(range.last() + 1, next.getValue());
            }
        }
    }

    public boolean contains(long seq) {
        var range = ranges.floorEntry(seq);
        return range != null && range.getValue() >= seq;
    }

    /** Whether every number from 1 to {@code seq} is in the set; true for 0. */
    public boolean isCompleteThrough(long seq) {
        return seq <= 0 || containsAll(new SeqRange(1, seq));
    }

    public boolean containsAll(SeqRange range) {
        var found = ranges.floorEntry(range.first());
        return found != null && found.getValue() >= range.last();
    }

    /** The numbers from 1 to {@code seq} that are not in the set. */
    public SeqRanges missingThrough(long seq) {
        var missing = new SeqRanges();
        if (seq >= 1) {
            missing.add(new SeqRange(1, seq));
            list().forEach(missing::remove);
        }
        return missing;
    }

    public long count() {
        return ranges.entrySet().stream()
                .mapToLong(range -> range.getValue() - range.getKey() + 1)
                .sum();
    }

    /** How many ranges the set consists of: what it costs. */
    public int rangeCount() {
        return ranges.size();
    }

    /** The greatest number of the set, 0 when it is empty. */
    public long max() {
        return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public List<SeqRange> list() {
        var list = new ArrayList<SeqRange>(ranges.size());
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            list.add(new SeqRange(range.getKey(), range.getValue()));
        }
        return Collections.unmodifiableList(list);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeqRanges that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        ranges.forEach((first, last) -> {
            if (text.length() > 1) {
                text.append(',');
            }
            text.append('[').append(first).append(',').append(last + 1).append(')');
        });
        return text.append('}').toString();
    }

    private static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
