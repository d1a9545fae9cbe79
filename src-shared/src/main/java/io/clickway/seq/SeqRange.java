package io.clickway.seq;

/** The sequence numbers {@code first} to {@code last}, both included; {@code 1 <= first <= last}. */
public record SeqRange(long first, long last) {

    public SeqRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("no range of sequence numbers: " + first + " to " + last);
        }
    }

    public static SeqRange of(long first, long count) {
        return new SeqRange(first, Math.addExact(first, count - 1));
    }

    public long count() {
        return last - first + 1;
    }
}
