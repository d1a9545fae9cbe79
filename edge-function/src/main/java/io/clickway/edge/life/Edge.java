package io.clickway.edge.life;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import sun.misc.Signal;

/** The process: a stop that was asked for ends with 0, a start that was refused with one line and 1. */
@QuarkusMain
public final class Edge {

    private Edge() {}

    public static void main(String... args) {
        // Java itself would end with 143, which supervisors take for a crash.
        Signal.handle(new Signal("TERM"), _ -> Quarkus.asyncExit(0));
        Quarkus.run(args);
    }
}
