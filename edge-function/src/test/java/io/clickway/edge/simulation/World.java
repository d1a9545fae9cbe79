package io.clickway.edge.simulation;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Virtual time, chance, and what is to happen later. */
final class World {

    /** Wall clock at the beginning; both clocks run alike. */
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;

    private record Later(long nanos, long order, Runnable action) implements Comparable<Later> {

        @Override
        public int compareTo(Later other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final RandomGenerator random;
    boolean isFaulty = true;

    private final PriorityQueue<Later> agenda = new PriorityQueue<>();
    private long nanos = 1;
    private long order;

    World(RandomGenerator random) {
        this.random = random;
    }

    long nanos() {
        return nanos;
    }

    long millis() {
        return EPOCH_MILLIS + nanos / 1_000_000;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A fault's chance; never once the world is healed. */
    boolean fault(double probability) {
        return isFaulty && chance(probability);
    }

    void later(Duration delay, Runnable action) {
        agenda.add(new Later(nanos + delay.toNanos(), order++, action));
    }

    Duration upTo(long millis) {
        return Duration.ofNanos(random.nextLong(millis * 1_000_000) + 1);
    }

    /** Lets time pass for everybody; also called by who blocks, so that the others go on meanwhile. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        while (!agenda.isEmpty() && agenda.peek().nanos() <= until) {
            var next = agenda.remove();
            nanos = Math.max(nanos, next.nanos());
            next.action().run();
        }
        nanos = Math.max(nanos, until);
    }
}
