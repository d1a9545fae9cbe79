package io.clickway.warehouse.simulation;

import io.clickway.retry.Backoff;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.receive.Handful;
import io.clickway.warehouse.receive.QueueReader;
import io.clickway.warehouse.receive.ReaderState;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.EventReading;
import io.clickway.warehouse.unpack.EventTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One warehouse process: a production reader per region on production unpacking and ingest. */
final class FakeInstance {

    private static final Duration OVERLOOKED = Duration.ofSeconds(15);

    private final World world;
    private final FakeBroker broker;
    private final FakeStore store;
    private final List<String> regions;
    private final List<Turn> readers = new ArrayList<>();
    private boolean isInStep;
    private boolean hasCrashed;
    private long frozenSinceNanos;
    private long frozenUntilNanos;

    private static final class Turn {
        private final QueueReader reader;
        private long nextNanos;

        Turn(QueueReader reader) {
            this.reader = reader;
        }
    }

    FakeInstance(World world, FakeBroker broker, FakeStore store, List<String> regions) {
        this.world = world;
        this.broker = broker;
        this.store = store;
        this.regions = regions;
        start();
    }

    void start() {
        hasCrashed = false;
        frozenUntilNanos = 0;
        readers.clear();
        var unpacker = new BatchUnpacker(
                new EventReading(new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, world.clock())));
        var ingest = new MessageIngest(
                unpacker,
                new BatchIngest(store.transactionsOf(this), _ -> {
                    if (world.fault(0.003)) {
                        crash();
                        throw new World.Crash();
                    }
                }),
                16);
        var limits = new QueueReader.Limits(
                new Handful.Bounds(4, 60, 1 << 20, Duration.ofMillis(50).toNanos()),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
                Duration.ofSeconds(10));
        for (var region : regions) {
            readers.add(new Turn(new QueueReader(
                    region,
                    name -> broker.open(this, name),
                    (_, messages) -> ingest.store(messages),
                    new FaultLog(_ -> {}, world.clock()),
                    limits,
                    world::nanos,
                    world.random)));
        }
    }

    boolean isAlive() {
        return !hasCrashed && readers.stream().anyMatch(turn -> turn.reader.state() != ReaderState.STOPPED);
    }

    boolean mayRun() {
        return isAlive() && !isInStep && world.nanos() >= frozenUntilNanos;
    }

    /** The next step of one of its readers, if one is due. */
    void step() {
        var turn = readers.get(world.random.nextInt(readers.size()));
        if (world.nanos() < turn.nextNanos || turn.reader.state() == ReaderState.STOPPED) {
            return;
        }
        isInStep = true;
        try {
            turn.nextNanos = world.nanos() + turn.reader.step().toNanos();
            if (turn.reader.idleFor().compareTo(OVERLOOKED) > 0 && broker.waiting(turn.reader.region()) > 0) {
                turn.reader.doubt();
            }
        } finally {
            isInStep = false;
        }
    }

    /** What may befall a process anywhere. After a crash it must do nothing more. */
    void interrupt() {
        if (hasCrashed) {
            throw new World.Crash();
        }
        if (world.fault(0.0015)) {
            crash();
            throw new World.Crash();
        }
        if (world.fault(0.002)) {
            freeze(world.upTo(world.chance(0.5) ? 60_000 : 500));
        }
    }

    /** Stands still while the others go on. */
    void freeze(Duration time) {
        frozenSinceNanos = world.nanos();
        frozenUntilNanos = frozenSinceNanos + time.toNanos();
        world.letOthersRun(time);
        broker.turn();
        frozenUntilNanos = 0;
        if (hasCrashed) {
            throw new World.Crash();
        }
    }

    Duration silentFor() {
        return frozenUntilNanos == 0 ? Duration.ZERO : Duration.ofNanos(world.nanos() - frozenSinceNanos);
    }

    /** Its connections end with it. It stays where it is on the stack, but does nothing more. */
    void crash() {
        hasCrashed = true;
        broker.loseChannelsOf(this);
        store.endSessionsOf(this);
    }

    boolean mayStart() {
        return !isAlive() && !isInStep;
    }

    void stop() {
        readers.forEach(turn -> turn.reader.stop());
    }
}
