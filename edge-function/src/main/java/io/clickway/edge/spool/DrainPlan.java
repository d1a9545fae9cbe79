package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import io.clickway.id.SourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins neighbouring commits of a source into commits of the usual size: under an open breaker a record may hold a single
 * click, and an entry for each would cost the stream dearly.
 */
public final class DrainPlan {

    private static final int MAX_EVENTS = 128;
    private static final int MAX_BYTES = 64 * 1024;

    private final Map<SourceId, List<Commit>> runs = new LinkedHashMap<>();
    private final List<Commit> joined = new ArrayList<>();

    private DrainPlan() {}

    /** The same events with the same seqs, each source in its order. */
    public static List<Commit> join(List<Commit> commits) {
        var plan = new DrainPlan();
        commits.forEach(plan::take);
        plan.runs.values().forEach(plan::close);
        return plan.joined;
    }

    private void take(Commit commit) {
        var run = runs.get(commit.source());
        if (run != null && !goesOn(run, commit)) {
            close(run);
            run = null;
        }
        if (run == null) {
            run = new ArrayList<>();
            runs.put(commit.source(), run);
        }
        run.add(commit);
    }

    private static boolean goesOn(List<Commit> run, Commit next) {
        var last = run.getLast();
        return last.firstSeq() + last.count() == next.firstSeq()
                && last.frame()[0] == next.frame()[0]
                && run.stream().mapToInt(Commit::count).sum() + next.count() <= MAX_EVENTS
                && run.stream().mapToInt(commit -> commit.frame().length).sum() + next.frame().length <= MAX_BYTES;
    }

    /** Frames of one version are joined by joining what stands behind their version bytes. */
    private void close(List<Commit> run) {
        var first = run.getFirst();
        if (run.size() == 1) {
            joined.add(first);
            return;
        }
        int length =
                1 + run.stream().mapToInt(commit -> commit.frame().length - 1).sum();
        var frame = new byte[length];
        frame[0] = first.frame()[0];
        int at = 1;
        int count = 0;
        for (var commit : run) {
            System.arraycopy(commit.frame(), 1, frame, at, commit.frame().length - 1);
            at += commit.frame().length - 1;
            count += commit.count();
        }
        joined.add(new Commit(first.source(), first.firstSeq(), count, frame));
    }
}
