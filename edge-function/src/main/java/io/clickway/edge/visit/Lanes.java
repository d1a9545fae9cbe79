package io.clickway.edge.visit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop and what their fast lanes share. Ends those that are silent or take too long for a
 * request's head, with one look at all of them a second instead of a timer each. One thread.
 */
final class Lanes {

    private final ClickDesk desk;
    private final Answers answers;
    private final HttpLimits limits;
    private final LongSupplier clock;
    private final HeadReader reader = new HeadReader();
    private final HttpDate date = new HttpDate();
    private final Set<FastLane> open = new LinkedHashSet<>();

    /** @param clock milliseconds since the epoch */
    Lanes(ClickDesk desk, Answers answers, HttpLimits limits, LongSupplier clock) {
        this.desk = desk;
        this.answers = answers;
        this.limits = limits;
        this.clock = clock;
    }

    /** False when there are as many as may be. */
    boolean add(FastLane lane) {
        return open.size() < limits.connectionsPerLoop() && open.add(lane);
    }

    void remove(FastLane lane) {
        open.remove(lane);
    }

    /** @param nowNanos of {@link System#nanoTime} */
    void endSlowOnes(long nowNanos) {
        for (var lane : new ArrayList<>(open)) {
            if (lane.isSilentFor(nowNanos, limits.idleNanos()) || lane.isReadingFor(nowNanos, limits.headNanos())) {
                lane.end();
            }
        }
    }

    ClickDesk desk() {
        return desk;
    }

    HeadReader reader() {
        return reader;
    }

    byte[] date() {
        return date.at(clock.getAsLong());
    }

    boolean isEnding() {
        return answers.isEnding();
    }
}
