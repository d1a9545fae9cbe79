package io.clickway.warehouse.sql;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;

/** How many statements run, in all and per workspace. Who finds no place is refused at once. Thread-safe. */
final class SqlPlaces {

    private final int atOnce;
    private final int perWorkspace;
    private final Map<Integer, Integer> taken = new HashMap<>();
    private int total;

    SqlPlaces(int atOnce, int perWorkspace) {
        this.atOnce = atOnce;
        this.perWorkspace = perWorkspace;
    }

    /** @return gives the place back; running it twice does nothing more */
    synchronized Runnable take(int workspace) {
        int own = taken.getOrDefault(workspace, 0);
        if (total >= atOnce || own >= perWorkspace) {
            throw ProblemException.of(
                    ProblemCode.TOO_MANY,
                    (own >= perWorkspace ? own + " statements of this workspace" : total + " statements")
                            + " are running already; try again in a moment.");
        }
        total++;
        taken.put(workspace, own + 1);
        return new Runnable() {
            private boolean isBack;

            @Override
            public void run() {
                synchronized (SqlPlaces.this) {
                    if (!isBack) {
                        isBack = true;
                        total--;
                        taken.merge(workspace, -1, Integer::sum);
                        taken.remove(workspace, 0);
                    }
                }
            }
        };
    }
}
