package io.clickway.forwarder.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.clickway.batch.BatchHeader;
import io.clickway.event.EventFrame;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.StreamEntry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded histories. Run one again by {@code -Dsimulation.seed=N}; their number is {@code
 * -Dsimulation.seeds}.
 */
class CarrySimulationTest {

    private static final Duration QUIET = Duration.ofSeconds(180);
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final Logger LOOP_LOG = Logger.getLogger("io.clickway.forwarder.carry");

    @BeforeAll
    static void silence() {
        LOOP_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOOP_LOG.setLevel(null);
    }

    @Test
    void everyEntryReachesTheBrokerBeforeItIsAcknowledgedWhateverFails() {
        var only = Long.getLong("simulation.seed");
        if (only != null) {
            run(only);
            return;
        }
        int seeds = Integer.getInteger("simulation.seeds", 2_000);
        for (long seed = 1; seed <= seeds; seed++) {
            run(seed);
        }
    }

    @Test
    void aGracefulStopSendsNothingTwice() {
        for (long seed = 1; seed <= 300; seed++) {
            try {
                new History(seed, false).runWithGracefulStops();
            } catch (Throwable failed) {
                throw new AssertionError("seed " + seed, failed);
            }
        }
    }

    @Test
    void aRestartGoesOnAtOnceOnlyIfItsFolderProvesThePredecessorDead() {
        for (long seed = 1; seed <= 100; seed++) {
            assertThat(new Restart(seed, true).millisUntilLease(FakeProcess::crashAll))
                    .as("seed %d, killed, with a folder", seed)
                    .isLessThan(500);
            assertThat(new Restart(seed, false).millisUntilLease(FakeProcess::crashAll))
                    .as("seed %d, killed, without a folder", seed)
                    .isBetween(5_000L, 12_000L);
            assertThat(new Restart(seed, true).millisUntilLease(frozen -> frozen.pause(Duration.ofMinutes(1))))
                    .as("seed %d, frozen, with a folder", seed)
                    .isBetween(5_000L, 12_000L);
        }
    }

    private static final class Restart {

        private final World world;
        private final FakeProcess process;

        Restart(long seed, boolean hasFolder) {
            world = new World(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
            var broker = new FakeBroker(world);
            process = new FakeProcess(world, new FakeRedis(world, broker::isConfirmed), broker, "a", hasFolder);
            stepFor(world.upTo(20_000));
            assertThat(process.hasLease()).isTrue();
        }

        long millisUntilLease(Consumer<FakeProcess> end) {
            end.accept(process);
            process.start();
            long began = world.millis();
            while (!process.hasLease() && world.millis() - began < 60_000) {
                stepFor(Duration.ofMillis(10));
            }
            return world.millis() - began;
        }

        private void stepFor(Duration time) {
            long until = world.nanos() + time.toNanos();
            while (world.nanos() < until) {
                process.step();
                world.advance(Duration.ofMillis(5));
            }
        }
    }

    private static void run(long seed) {
        try {
            new History(seed, true).run();
        } catch (Throwable failed) {
            throw new AssertionError("simulation.seed=" + seed, failed);
        }
    }

    private static final class History {

        private final World world;
        private final FakeBroker broker;
        private final FakeRedis redis;
        private final List<FakeProcess> processes = new ArrayList<>();
        private final Map<EntryId, List<String>> appended = new HashMap<>();
        private final Set<EntryId> damaged = new HashSet<>();
        private final long[] nextSeq = {1, 1, 1};

        History(long seed, boolean isFaulty) {
            world = new World(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
            world.isFaulty = isFaulty;
            broker = new FakeBroker(world);
            redis = new FakeRedis(world, broker::isConfirmed);
            int count = 1 + world.random.nextInt(4);
            for (var name : NAMES.subList(0, count)) {
                processes.add(new FakeProcess(world, redis, broker, name, world.chance(0.7)));
            }
            world.elsewhere = () -> {
                appendSome();
                disturb();
                stepAll();
                world.advance(world.upTo(100));
            };
        }

        void run() {
            int steps = 100 + world.random.nextInt(300);
            for (int i = 0; i < steps; i++) {
                appendSome();
                disturb();
                stepAll();
            }
            heal();
            drain();
            check();
        }

        void runWithGracefulStops() {
            for (int i = 0; i < 200; i++) {
                appendSome();
                stepAll();
                if (world.chance(0.02)) {
                    any().stop();
                }
                if (world.chance(0.1)) {
                    startTheDead();
                }
                if (world.chance(0.01)) {
                    world.advance(world.upTo(5_000)); // long enough for looks at the other consumers
                }
            }
            drain();
            check();
            appended.keySet()
                    .forEach(entry -> assertThat(broker.deliveries(entry))
                            .as("deliveries of entry %s", entry)
                            .isEqualTo(1));
        }

        private void stepAll() {
            for (var process : processes) {
                process.step();
            }
            world.advance(world.upTo(5));
        }

        private FakeProcess any() {
            return processes.get(world.random.nextInt(processes.size()));
        }

        private void disturb() {
            var process = any();
            if (world.chance(0.01)) {
                process.crash();
            }
            if (world.chance(0.01)) {
                process.pause(world.upTo(25_000));
            }
            if (world.chance(0.01)) {
                process.stop();
            }
            if (!process.isAlive() && world.chance(0.2)) {
                process.start();
            }
            if (world.chance(0.003)) {
                process.start(); // beside whatever lives there
            }
            if (world.chance(0.01)) {
                broker.isUnbound = !broker.isUnbound;
            }
            if (world.chance(broker.isDown ? 0.05 : 0.003)) {
                broker.isDown = !broker.isDown;
            }
            disturbRedis();
            if (world.chance(0.02)) {
                world.advance(world.upTo(3_000));
            }
        }

        private void disturbRedis() {
            if (world.chance(0.003)) {
                redis.destroyGroup();
            }
            if (world.chance(0.001)) {
                redis.wipe();
            }
            if (world.chance(0.005)) {
                redis.claimByStranger(world.chance(0.5) ? "stranger" : NAMES.get(world.random.nextInt(4)));
            }
            if (world.chance(redis.isDown ? 0.1 : 0.003)) {
                redis.isDown = !redis.isDown;
            }
            if (world.chance(redis.isOutOfMemory ? 0.1 : 0.003)) {
                redis.isOutOfMemory = !redis.isOutOfMemory;
            }
        }

        private void heal() {
            world.isFaulty = false;
            broker.isDown = false;
            redis.isDown = false;
            redis.isOutOfMemory = false;
            broker.isUnbound = false;
            // The last of them never comes back: the others take over.
            boolean isAlone = processes.size() == 1 || world.chance(0.5);
            if (!isAlone) {
                processes.removeLast().crashAll();
            }
        }

        private void startTheDead() {
            processes.stream().filter(process -> !process.isAlive()).forEach(FakeProcess::start);
        }

        private void drain() {
            long deadline = world.nanos() + QUIET.toNanos();
            while (redis.size() > 0 && world.nanos() < deadline) {
                startTheDead();
                stepAll();
                world.advance(world.upTo(40));
            }
            assertThat(redis.size()).as("entries left in the stream").isZero();
        }

        private void appendSome() {
            if (redis.isDown || redis.isOutOfMemory) {
                return; // an edge spools
            }
            for (int burst = world.random.nextInt(3); burst > 0; burst--) {
                int source = world.random.nextInt(nextSeq.length);
                int count = 1 + world.random.nextInt(4);
                long first = nextSeq[source];
                nextSeq[source] += count;
                var events = new ArrayList<String>();
                for (int i = 0; i < count; i++) {
                    events.add(name(source) + "#" + (first + i));
                }
                boolean isDamaged = world.chance(0.03);
                var id = redis.append(fields(name(source), first, count, events, isDamaged));
                appended.put(id, events);
                if (isDamaged) {
                    damaged.add(id);
                }
            }
        }

        private List<StreamEntry.Field> fields(
                String source, long first, int count, List<String> events, boolean isDamaged) {
            var frame = new ByteArrayOutputStream();
            frame.write(isDamaged ? 9 : EventFrame.VERSION);
            for (var event : events) {
                frame.write(event.length());
                frame.writeBytes(event.getBytes(ISO_8859_1));
            }
            return List.of(
                    field("source", source.getBytes(ISO_8859_1)),
                    field("first_seq", Long.toString(first).getBytes(ISO_8859_1)),
                    field("n", Integer.toString(count).getBytes(ISO_8859_1)),
                    field("d", frame.toByteArray()));
        }

        private static StreamEntry.Field field(String name, byte[] value) {
            return new StreamEntry.Field(name.getBytes(ISO_8859_1), value);
        }

        private static String name(int source) {
            return "000000000000000" + (source + 1);
        }

        private void check() {
            for (var message : broker.kept()) {
                var events = new ArrayList<String>();
                for (var entry : message.entries()) {
                    assertThat(damaged.contains(entry)).isEqualTo(message.kind() == OutboundMessage.Kind.DAMAGED);
                    events.addAll(appended.getOrDefault(entry, List.of()));
                }
                if (message.kind() == OutboundMessage.Kind.EVENTS) {
                    assertThat(eventsByHeader(message)).containsExactlyElementsOf(events);
                    assertThat(eventsInBody(message)).containsExactlyElementsOf(events);
                }
            }
            appended.keySet().stream()
                    .filter(entry -> !redis.isWiped(entry))
                    .forEach(entry -> assertThat(broker.deliveries(entry))
                            .as("deliveries of entry %s", entry)
                            .isPositive());
        }

        private static List<String> eventsByHeader(OutboundMessage message) {
            try {
                var header = BatchHeader.parse(message.headers());
                assertThat(header.crc32c()).isEqualTo(BatchHeader.checksum(message.body()));
                var events = new ArrayList<String>();
                header.ranges().forEach(range -> {
                    for (int i = 0; i < range.count(); i++) {
                        events.add(range.source() + "#" + (range.first() + i));
                    }
                });
                return events;
            } catch (Exception bad) {
                throw new AssertionError(bad);
            }
        }

        private static List<String> eventsInBody(OutboundMessage message) {
            var plain = Zstd.decompress(message.body(), (int) Zstd.getFrameContentSize(message.body()));
            var events = new ArrayList<String>();
            try {
                EventFrame.split(
                        plain,
                        message.events(),
                        (index, offset, size) -> events.add(new String(plain, offset, size, ISO_8859_1)));
            } catch (Exception bad) {
                throw new AssertionError(bad);
            }
            return events;
        }
    }
}
