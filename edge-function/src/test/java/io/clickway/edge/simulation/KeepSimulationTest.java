package io.clickway.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.source.Keeping;
import io.clickway.event.proto.SourceState;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.time.Duration;
import java.util.List;
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
class KeepSimulationTest {

    private static final Logger EDGE_LOG = Logger.getLogger("io.clickway.edge");

    @BeforeAll
    static void silence() {
        EDGE_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        EDGE_LOG.setLevel(null);
    }

    @Test
    void everyAnsweredClickIsKeptAndTheBooksSayWhereWhateverFails() {
        var only = Long.getLong("simulation.seed");
        if (only != null) {
            run(only);
            return;
        }
        int seeds = Integer.getInteger("simulation.seeds", 1_000);
        for (long seed = 1; seed <= seeds; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            new History(seed).run();
        } catch (Throwable failed) {
            throw new AssertionError("simulation.seed=" + seed, failed);
        }
    }

    private static final class History {

        private final World world;
        private final FakeStream stream;
        private final FakeDisk disk;
        private final FakeEdge edge;

        History(long seed) {
            world = new World(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
            stream = new FakeStream(world);
            disk = new FakeDisk(world);
            edge = new FakeEdge(world, stream, disk);
        }

        void run() {
            int steps = 100 + world.random.nextInt(200);
            for (int i = 0; i < steps; i++) {
                if (!edge.isAlive()) {
                    edge.start();
                }
                for (int burst = world.random.nextInt(world.chance(0.05) ? 20 : 4); burst > 0; burst--) {
                    world.later(world.upTo(30), edge::click);
                }
                disturb();
                world.pass(world.upTo(world.chance(0.03) ? 4_000 : 40));
            }
            heal();
            check();
        }

        private void disturb() {
            if (world.chance(0.04)) {
                var moods = FakeStream.Mood.values();
                stream.mood = moods[world.random.nextInt(moods.length)];
            }
            if (world.chance(0.02)) {
                disk.isFull = world.chance(0.3);
                disk.isBroken = world.chance(0.15);
                disk.isSlow = world.chance(0.3);
            }
            if (world.chance(0.01)) {
                world.later(world.upTo(40), edge::kill);
            }
            if (world.chance(0.01)) {
                world.later(world.upTo(40), () -> {
                    edge.kill();
                    disk.losePower();
                });
            }
            if (world.chance(0.004)) {
                edge.stop();
            }
        }

        private void heal() {
            world.isFaulty = false;
            stream.mood = FakeStream.Mood.WELL;
            disk.isFull = false;
            disk.isBroken = false;
            disk.isSlow = false;
            world.pass(Duration.ofSeconds(1));
            if (!edge.isAlive()) {
                edge.start();
            }
            world.pass(Duration.ofSeconds(5));
            for (int seconds = 5; seconds < 60 && !edge.hasToldAll(); seconds++) {
                world.pass(Duration.ofSeconds(1));
            }
        }

        private void check() {
            assertThat(edge.isSpoolEmpty())
                    .as("spool is empty after all is well")
                    .isTrue();
            var last = edge.sources();
            assertThat(edge.stop()).as("a clean stop").isTrue();
            last.forEach(source -> {
                var word = stream.newestOf(source);
                assertThat(word.getState()).isEqualTo(SourceState.CLOSED);
                var received = stream.seqs(source);
                var open = received.missingThrough(word.getSeqThrough());
                var lost = edge.lines.getOrDefault(source, new SeqRanges());
                received.list().forEach(lost::remove);
                assertThat(open).as("holes of a closed source").isEqualTo(lost);
                var unrecorded = new SeqRanges();
                word.getUnrecordedList()
                        .forEach(range -> unrecorded.add(SeqRange.of(range.getFirst(), range.getCount())));
                received.list().forEach(unrecorded::remove);
                assertThat(unrecorded).as("what it calls unrecorded").isEqualTo(lost);
                assertThat(word.getSpooledList()).isEqualTo(List.of());
            });
            edge.killed.forEach(source -> assertThat(
                            !disk.hasNamed(source) || stream.tellsEndOf(source) || stream.hasLastWordOf(source))
                    .as("end of %s told", source)
                    .isTrue());
            edge.answered.forEach((id, where) -> {
                if (where == Keeping.UNRECORDED ? !edge.inLines.contains(id) : !stream.has(id)) {
                    throw new AssertionError("click " + id + ", kept in " + where + ", is lost");
                }
            });
            assertThat(edge.damaged()).isZero();
        }
    }
}
