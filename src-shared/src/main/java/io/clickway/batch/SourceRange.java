package io.clickway.batch;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;

/** A run of consecutive events of one source, written {@code <source>:<first>+<count>}. */
public record SourceRange(SourceId source, long first, int count) {

    /** Far above what a source can reach; keeps arithmetic on hostile numbers from overflowing. */
    public static final long MAX_SEQ = 1L << 60;

    public SourceRange {
        if (first < 1 || count < 1 || first > MAX_SEQ) {
            throw new IllegalArgumentException("no range of source " + source + ": " + first + "+" + count);
        }
    }

    public SeqRange seqs() {
        return SeqRange.of(first, count);
    }

    /** Whether {@code next} goes on where this range ends. */
    public boolean isContinuedBy(SourceRange next) {
        return source.equals(next.source) && first + count == next.first;
    }

    public static SourceRange parse(String text) {
        int colon = text.indexOf(':');
        int plus = text.indexOf('+');
        if (colon != 16 || plus < colon) {
            throw new IllegalArgumentException("no range of a source: '" + text + "'");
        }
        try {
            return new SourceRange(
                    SourceId.parse(text.subSequence(0, colon)),
                    Long.parseLong(text, colon + 1, plus, 10),
                    Integer.parseInt(text, plus + 1, text.length(), 10));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("no range of a source: '" + text + "'", notANumber);
        }
    }

    @Override
    public String toString() {
        return source + ":" + first + "+" + count;
    }
}
