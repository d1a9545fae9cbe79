package io.clickway.edge.source;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A spool whose answers the test gives, or that answers at once. */
final class FakeSpool implements CommitSpool {

    final List<Commit> commits = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final SeqRanges undrained = new SeqRanges();
    final SeqRanges taken = new SeqRanges();

    @Nullable
    Boolean atOnce;

    boolean proves = true;

    @Override
    public void append(Commit commit, Answer answer) {
        commits.add(commit);
        answers.add(answer);
        if (atOnce != null) {
            if (atOnce) {
                undrained.add(commit.seqs());
            }
            answer.answered(atOnce);
        }
    }

    void good(int index) {
        undrained.add(commits.get(index).seqs());
        answers.get(index).answered(true);
    }

    @Override
    public SeqRanges undrained(SourceId source) {
        return SeqRanges.of(undrained.list());
    }

    @Override
    public void taken(SourceId source, SeqRange seqs) {
        taken.add(seqs);
        undrained.remove(seqs);
    }

    @Override
    public boolean provesStreamSince(long nanos) {
        return proves;
    }
}
