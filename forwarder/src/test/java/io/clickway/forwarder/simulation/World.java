package io.clickway.forwarder.simulation;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Virtual time, chance, and what is to happen later. */
final class World {

    /** Thrown in the middle of a step: the process is gone. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private record Later(long nanos, long order, Runnable action) {}

    final RandomGenerator random;
    /** Wall clock at the beginning; both clocks run alike. */
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;

    private final PriorityQueue<Later> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Later::nanos).thenComparingLong(Later::order));
    private long nanos = 1;
    private long order;
    boolean isFaulty;
    /** The tokens of all processes that are alive, frozen ones too. */
    final Set<String> livingTokens = new HashSet<>();
    /** What the rest of the world does for a while; the frozen one takes no part. */
    Runnable elsewhere = () -> advance(Duration.ofMillis(50));

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

    /** The caller stands still in the middle of what it does, the others go on. */
    void freeze(Duration time) {
        long until = nanos + time.toNanos();
        while (nanos < until) {
            elsewhere.run();
        }
    }

    void later(Duration delay, Runnable action) {
        agenda.add(new Later(nanos + delay.toNanos(), order++, action));
    }

    Duration upTo(long millis) {
        return Duration.ofNanos(random.nextLong(millis * 1_000_000) + 1);
    }

    void advance(Duration time) {
        long until = nanos + time.toNanos();
        while (!agenda.isEmpty() && agenda.peek().nanos() <= until) {
            var next = agenda.remove();
            nanos = Math.max(nanos, next.nanos());
            next.action().run();
        }
        nanos = until;
    }

    /** To the next thing on the agenda, at most {@code limit}. */
    void advanceToNext(Duration limit) {
        long next = agenda.isEmpty() ? Long.MAX_VALUE : agenda.peek().nanos();
        advance(Duration.ofNanos(Math.max(1, Math.min(limit.toNanos(), next - nanos))));
    }
}
