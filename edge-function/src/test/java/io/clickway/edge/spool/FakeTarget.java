package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A stream that takes everything unless told otherwise. */
final class FakeTarget implements DrainTarget {

    final List<Commit> taken = Collections.synchronizedList(new ArrayList<>());
    volatile boolean refuses;

    @Override
    public boolean append(List<Commit> commits) {
        if (refuses) {
            return false;
        }
        taken.addAll(commits);
        return true;
    }
}
