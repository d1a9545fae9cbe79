package io.clickway.forwarder.simulation;

import io.clickway.forwarder.batch.BatchLimits;
import io.clickway.forwarder.batch.MessageMaker;
import io.clickway.forwarder.carry.CarryFigures;
import io.clickway.forwarder.carry.CarryLoop;
import io.clickway.forwarder.carry.CarryRules;
import io.clickway.forwarder.failpoint.Failpoint;
import io.clickway.forwarder.publish.OutcomeQueue;
import io.clickway.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A forwarder with its name; it lives, crashes, pauses and is started again. */
final class FakeProcess {

    static final int WINDOW = 4;
    static final long WINDOW_BYTES = 1024 * 1024 + 2_000;

    private final World world;
    private final FakeRedis redis;
    private final FakeBroker broker;
    private final String name;
    private CarryFigures figures = new CarryFigures();
    private @Nullable CarryLoop loop;
    private long sleepsUntilNanos;
    private int lives;

    FakeProcess(World world, FakeRedis redis, FakeBroker broker, String name) {
        this.world = world;
        this.redis = redis;
        this.broker = broker;
        this.name = name;
        start();
    }

    static CarryRules rules(String name) {
        return new CarryRules(
                name,
                7,
                Duration.ofMillis(100),
                WINDOW,
                WINDOW_BYTES,
                new BatchLimits(600, 10, Duration.ofMillis(20)),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3)));
    }

    void start() {
        figures = new CarryFigures();
        var outcomes = new OutcomeQueue();
        var maker = new MessageMaker("eu", 1, () -> Instant.ofEpochMilli(world.millis()), world.random);
        // A crash test halts where a failpoint stands.
        var failpoint = new Failpoint(
                world.fault(0.3)
                        ? Optional.of(world.chance(0.5) ? Failpoint.Step.AFTER_CONFIRM : Failpoint.Step.AFTER_ACK)
                        : Optional.empty(),
                () -> {
                    if (world.fault(0.1)) {
                        throw new World.Crash();
                    }
                });
        loop = new CarryLoop(
                rules(name),
                new CarryLoop.Ports(redis.stream(name), redis.leases(), broker.publisherFor(outcomes), outcomes),
                new CarryLoop.Instance(
                        name + "-" + ++lives,
                        maker,
                        world.random,
                        () -> Instant.ofEpochMilli(world.millis()),
                        world::nanos,
                        figures,
                        failpoint));
        sleepsUntilNanos = 0;
    }

    /** One step, if it's alive and not asleep. */
    void step() {
        var current = loop;
        if (current == null || world.nanos() < sleepsUntilNanos) {
            return;
        }
        try {
            sleepsUntilNanos = world.nanos() + current.step().toNanos();
            if (figures.inFlightMessages.get() > WINDOW || figures.inFlightBytes.get() > WINDOW_BYTES) {
                throw new AssertionError(
                        "window of " + figures.inFlightMessages + " messages, " + figures.inFlightBytes + " bytes");
            }
            if (current.isStopped()) {
                loop = null;
            }
        } catch (World.Crash crash) {
            loop = null;
        }
    }

    boolean isAlive() {
        return loop != null;
    }

    void crash() {
        loop = null;
    }

    void pause(Duration time) {
        sleepsUntilNanos = world.nanos() + time.toNanos();
    }

    void stop() {
        if (loop != null) {
            loop.stop();
        }
    }
}
