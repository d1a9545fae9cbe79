package io.clickway.warehouse.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, chance, and whose turn it is. An instance that is slow or frozen in the midst of a transaction lets the others
 * go on: they run inside of its call, up to a few deep.
 */
final class World {

    /** Thrown in the midst of a step: the process is gone. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private static final long EPOCH_MILLIS = 1_800_000_000_000L;
    private static final int MAX_DEPTH = 3;

    final RandomGenerator random;
    private final List<FakeInstance> instances = new ArrayList<>();
    private long nanos = 1;
    private int depth;
    private @Nullable AssertionError violation;
    boolean isFaulty;

    World(RandomGenerator random, boolean isFaulty) {
        this.random = random;
        this.isFaulty = isFaulty;
    }

    /** A check in the midst of a step: the reader survives errors, so what fails is kept until {@link #verify}. */
    void check(Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError failed) {
            violation = violation == null ? failed : violation;
        }
    }

    void verify() {
        if (violation != null) {
            throw violation;
        }
    }

    void add(FakeInstance instance) {
        instances.add(instance);
    }

    List<FakeInstance> instances() {
        return instances;
    }

    long nanos() {
        return nanos;
    }

    Instant now() {
        return Instant.ofEpochMilli(EPOCH_MILLIS).plusNanos(nanos);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now();
            }
        };
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A fault's chance; never once the world is healed. */
    boolean fault(double probability) {
        return isFaulty && chance(probability);
    }

    Duration upTo(long millis) {
        return Duration.ofNanos(random.nextLong(millis * 1_000_000) + 1);
    }

    void advance(Duration time) {
        nanos += time.toNanos();
    }

    /** Whoever asks does nothing for this time; the others do. */
    void letOthersRun(Duration time) {
        long until = nanos + time.toNanos();
        if (depth < MAX_DEPTH) {
            depth++;
            for (int turn = 0; turn < 30 && nanos < until; turn++) {
                var ready = instances.stream().filter(FakeInstance::mayRun).toList();
                if (ready.isEmpty()) {
                    break;
                }
                ready.get(random.nextInt(ready.size())).step();
                advance(upTo(Math.max(1, time.toMillis() / 20)));
            }
            depth--;
        }
        nanos = Math.max(nanos, until);
    }
}
