package io.clickway.edge.source;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;

/** The edge's own disk, as one source sees it. Never throws; a failure is an answer. */
public interface CommitSpool {

    /** Good means that the commit lies on disk. */
    void append(Commit commit, Answer answer);

    /** What lies in the spool and not yet in the stream; a copy. */
    SeqRanges undrained(SourceId source);

    /** The stream has these after all, though the spool has them, too: they needn't be sent again. */
    void taken(SourceId source, SeqRange seqs);

    /**
     * Whether the stream took something within the commit timeout after this moment of {@link LoopClock#nanos}, or nothing
     * lies in the spool that could prove it.
     */
    boolean provesStreamSince(long nanos);
}
