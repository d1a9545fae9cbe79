package io.clickway.edge.life;

import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.CommitSpool;
import io.clickway.edge.spool.Spool;
import io.clickway.edge.spool.SpoolDrainer;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.vertx.core.impl.ContextInternal;

/** The spool as one source sees it: answers come back on the source's event loop. */
record LoopSpool(Spool spool, SpoolDrainer drainer, ContextInternal loop) implements CommitSpool {

    @Override
    public void append(Commit commit, Answer answer) {
        spool.append(commit, good -> loop.runOnContext(_ -> answer.answered(good)));
    }

    @Override
    public SeqRanges undrained(SourceId source) {
        return spool.undrained(source);
    }

    @Override
    public void taken(SourceId source, SeqRange seqs) {
        spool.taken(source, seqs);
    }

    @Override
    public boolean provesStreamSince(long nanos) {
        return drainer.provesStreamSince(nanos);
    }
}
