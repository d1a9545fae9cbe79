package io.clickway.edge.simulation;

import java.time.Duration;

/** One start of the edge's process: what it has planned and what it waits for ends with it. */
final class Life {

    /** Unwinds a thread of a process that is gone. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the process is gone", null, false, false);
        }
    }

    private final World world;
    private boolean isOver;

    Life(World world) {
        this.world = world;
    }

    boolean isOver() {
        return isOver;
    }

    void end() {
        isOver = true;
    }

    void later(Duration delay, Runnable action) {
        world.later(delay, () -> run(action));
    }

    void run(Runnable action) {
        if (!isOver) {
            try {
                action.run();
            } catch (Ended gone) {
                if (!isOver) {
                    throw gone;
                }
            }
        }
    }

    /** A thread of the process waits; it may not live to see the end of it. */
    void block(Duration time) {
        world.pass(time);
        if (isOver) {
            throw new Ended();
        }
    }
}
