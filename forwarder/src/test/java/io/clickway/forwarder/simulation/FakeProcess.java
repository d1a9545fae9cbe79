package io.clickway.forwarder.simulation;

import io.clickway.forwarder.batch.BatchLimits;
import io.clickway.forwarder.batch.MessageMaker;
import io.clickway.forwarder.carry.CarryFigures;
import io.clickway.forwarder.carry.CarryLoop;
import io.clickway.forwarder.carry.CarryRules;
import io.clickway.forwarder.failpoint.Failpoint;
import io.clickway.forwarder.life.FormerLives;
import io.clickway.forwarder.publish.OutcomeQueue;
import io.clickway.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A forwarder with its name and its data folder. It lives, crashes, freezes, stops and is started again, sometimes while
 * an earlier life still lives.
 */
final class FakeProcess {

    static final int WINDOW = 4;
    static final long WINDOW_BYTES = 1024 * 1024 + 2_000;

    private final World world;
    private final FakeRedis redis;
    private final FakeBroker broker;
    private final String name;
    private final boolean hasFolder;
    private final List<Life> living = new ArrayList<>();
    private final Set<String> tokensInFolder = new LinkedHashSet<>();
    private @Nullable Life lockHolder;
    private int lives;

    FakeProcess(World world, FakeRedis redis, FakeBroker broker, String name, boolean hasFolder) {
        this.world = world;
        this.redis = redis;
        this.broker = broker;
        this.name = name;
        this.hasFolder = hasFolder;
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

    /** One start of the process, from then until it ends. */
    private final class Life implements FormerLives {

        private final String token = name + "-" + ++lives;
        private final CarryFigures figures = new CarryFigures();
        private final CarryLoop loop;
        private Set<String> ended = Set.of();
        private long sleepsUntilNanos;
        private boolean isInStep;

        Life() {
            var outcomes = new OutcomeQueue();
            var maker = new MessageMaker("eu", 1, () -> Instant.ofEpochMilli(world.millis()), world.random);
            loop = new CarryLoop(
                    rules(name),
                    new CarryLoop.Ports(
                            redis.stream(name, this::goOn),
                            redis.leases(this::goOn),
                            hasFolder ? this : FormerLives.UNKNOWN,
                            broker.publisherFor(outcomes, this::goOn),
                            outcomes),
                    new CarryLoop.Instance(
                            token,
                            maker,
                            world.random,
                            () -> Instant.ofEpochMilli(world.millis()),
                            world::nanos,
                            figures,
                            failpoint()));
            living.add(this);
            world.livingTokens.add(token);
        }

        /** A crash test halts where a failpoint stands. */
        private Failpoint failpoint() {
            return new Failpoint(
                    world.fault(0.3)
                            ? Optional.of(world.chance(0.5) ? Failpoint.Step.AFTER_CONFIRM : Failpoint.Step.AFTER_ACK)
                            : Optional.empty(),
                    () -> {
                        if (world.fault(0.1)) {
                            throw new World.Crash();
                        }
                    });
        }

        /** The system keeps the lock for as long as its holder lives, frozen or not. */
        @Override
        public Set<String> ended() {
            if (lockHolder == null || !living.contains(lockHolder)) {
                lockHolder = this;
                ended = Set.copyOf(tokensInFolder);
                tokensInFolder.add(token);
            }
            return ended;
        }

        /** In the middle of a step, where it meets the outside: it may freeze, and be killed before it goes on. */
        private void goOn() {
            if (world.fault(0.000_5)) {
                world.freeze(world.upTo(25_000));
                if (!living.contains(this)) {
                    throw new World.Crash();
                }
            }
        }

        void step() {
            if (isInStep || world.nanos() < sleepsUntilNanos) {
                return;
            }
            isInStep = true;
            try {
                sleepsUntilNanos = world.nanos() + loop.step().toNanos();
                if (figures.inFlightMessages.get() > WINDOW || figures.inFlightBytes.get() > WINDOW_BYTES) {
                    throw new AssertionError(
                            "window of " + figures.inFlightMessages + " messages, " + figures.inFlightBytes + " bytes");
                }
                if (loop.isStopped()) {
                    end();
                }
            } catch (World.Crash crash) {
                end();
            } finally {
                isInStep = false;
            }
        }

        void end() {
            living.remove(this);
            world.livingTokens.remove(token);
        }
    }

    void start() {
        new Life();
    }

    /** One step of each life that is alive and neither asleep nor frozen. */
    void step() {
        List.copyOf(living).forEach(Life::step);
    }

    boolean isAlive() {
        return !living.isEmpty();
    }

    /** Whether the name's lease is held by the life started last. */
    boolean hasLease() {
        return isAlive() && living.getLast().figures.isLeaseHeld.get() == 1;
    }

    void crash() {
        if (isAlive()) {
            any().end();
        }
    }

    void crashAll() {
        List.copyOf(living).forEach(Life::end);
    }

    void pause(Duration time) {
        if (isAlive()) {
            any().sleepsUntilNanos = world.nanos() + time.toNanos();
        }
    }

    void stop() {
        if (isAlive()) {
            any().loop.stop();
        }
    }

    private Life any() {
        return living.get(world.random.nextInt(living.size()));
    }
}
