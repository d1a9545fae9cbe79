package io.clickway.forwarder.stream;

/**
 * Where an entry stands in the stream, {@code <millis>-<counter>}; the milliseconds are Redis's clock when it was
 * appended.
 */
public record EntryId(long millis, long counter) implements Comparable<EntryId> {

    /** Before the first entry. */
    public static final EntryId START = new EntryId(0, 0);

    public static EntryId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1) {
            throw new IllegalArgumentException("no id of a stream entry: '" + text + "'");
        }
        return new EntryId(
                Long.parseUnsignedLong(text, 0, dash, 10), Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public int compareTo(EntryId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(counter, other.counter);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(counter);
    }
}
