package io.clickway.edge.source;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;

/**
 * Consecutive events of one source that become durable together.
 *
 * @param frame the events as {@link io.clickway.event.EventFrame} writes them; never changed
 */
public record Commit(SourceId source, long firstSeq, int count, byte[] frame) {

    public SeqRange seqs() {
        return SeqRange.of(firstSeq, count);
    }

    /** Names the commit in messages; never shows the events. */
    @Override
    public String toString() {
        return source + ":" + firstSeq + "+" + count;
    }
}
