package io.clickway.edge.source;

import java.util.ArrayList;
import java.util.List;

/** A stream whose answers the test gives. */
final class FakeStream implements EventStream {

    record Append(Commit commit, Answer answer) {}

    final List<Append> appends = new ArrayList<>();
    final List<Answer> probes = new ArrayList<>();
    boolean refusesAtOnce;
    boolean answersProbes;

    @Override
    public void append(Commit commit, Answer answer) {
        appends.add(new Append(commit, answer));
        if (refusesAtOnce) {
            answer.answered(false);
        }
    }

    @Override
    public void probe(Answer answer) {
        probes.add(answer);
        if (answersProbes) {
            answer.answered(true);
        }
    }

    Append last() {
        return appends.getLast();
    }
}
