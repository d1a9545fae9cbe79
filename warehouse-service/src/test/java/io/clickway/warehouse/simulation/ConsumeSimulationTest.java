package io.clickway.warehouse.simulation;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.batch.BatchFormatException;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.proto.SourceState;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.MemoryLedger;
import io.clickway.warehouse.store.StoredEvents.Key;
import io.clickway.warehouse.unpack.BatchMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
class ConsumeSimulationTest {

    private static final Duration QUIET = Duration.ofHours(2);
    private static final Logger LOG = Logger.getLogger("io.clickway.warehouse");

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    @Test
    void everyEventIsStoredOnceAndAckedAfterItsCommitWhateverFails() {
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

    @Test
    void aGracefulStopLeavesNothingToComeTwice() {
        for (long seed = 1; seed <= 200; seed++) {
            try {
                new History(seed, false).runWithGracefulStops();
            } catch (Throwable failed) {
                throw new AssertionError("seed " + seed, failed);
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
        private final FakeStore store;
        private final FakeBroker broker;
        private final List<TestSource> sources = new ArrayList<>();
        private final Deque<TestBatch> toPublish = new ArrayDeque<>();
        private final Map<SourceId, Set<Integer>> bad = new HashMap<>();
        private final Map<SourceId, Set<Integer>> spoiltOnly = new HashMap<>();

        /** Per source: what each watermark vouches for. */
        private final Map<SourceId, List<Vouched>> vouched = new HashMap<>();

        private record Vouched(long seqThrough, Instant timeThrough) {}

        History(long seed, boolean isFaulty) {
            world = new World(RandomGeneratorFactory.of("L64X128MixRandom").create(seed), isFaulty);
            store = new FakeStore(world, () -> world.check(this::checkBooks));
            broker = new FakeBroker(world, this::isCommitted);
            var regions = world.chance(0.7) ? List.of("eu") : List.of("eu", "us");
            int count = 1 + world.random.nextInt(4);
            for (int i = 0; i < count; i++) {
                world.add(new FakeInstance(world, broker, store, regions));
            }
            for (int i = 1 + world.random.nextInt(3); i > 0; i--) {
                make(regions.get(world.random.nextInt(regions.size())), isFaulty);
            }
        }

        void run() {
            shufflePublishing();
            int steps = 60 + world.random.nextInt(200);
            for (int i = 0; i < steps; i++) {
                publishSome();
                disturb();
                turn();
            }
            heal();
            drain();
            checkAll();
        }

        void runWithGracefulStops() {
            for (int i = 0; i < 150; i++) {
                publishSome();
                turn();
                var instance = any();
                if (world.chance(0.03)) {
                    instance.stop();
                }
                if (instance.mayStart()) {
                    instance.start();
                }
            }
            drain();
            checkAll();
            assertThat(store.ledger().lines())
                    .allSatisfy(line -> assertThat(line.duplicates()).isZero());
        }

        private FakeInstance any() {
            return world.instances().get(world.random.nextInt(world.instances().size()));
        }

        private void turn() {
            broker.turn();
            var ready = world.instances().stream().filter(FakeInstance::mayRun).toList();
            if (!ready.isEmpty()) {
                ready.get(world.random.nextInt(ready.size())).step();
            }
            world.advance(world.upTo(20));
            world.verify();
        }

        private void disturb() {
            var instance = any();
            if (world.chance(0.01)) {
                instance.crash();
            }
            if (world.chance(0.01)) {
                instance.stop();
            }
            if (instance.mayStart() && world.chance(0.2)) {
                instance.start();
            }
            if (world.chance(0.005)) {
                broker.loseChannels();
            }
            if (world.chance(0.005)) {
                broker.isAway = !broker.isAway;
            }
            if (world.chance(0.01)) {
                store.isAway = !store.isAway;
            }
            if (world.chance(0.003)) {
                // Longer than the broker waits for an ack.
                world.advance(Duration.ofMinutes(31));
            }
        }

        private void heal() {
            world.isFaulty = false;
            broker.isAway = false;
            store.isAway = false;
            while (world.instances().size() > 1 && world.chance(0.4)) {
                world.instances().removeLast().crash();
            }
        }

        private void drain() {
            long deadline = world.nanos() + QUIET.toNanos();
            while (!(toPublish.isEmpty() && broker.isEmpty()) && world.nanos() < deadline) {
                publishSome();
                world.instances().stream().filter(FakeInstance::mayStart).forEach(FakeInstance::start);
                turn();
            }
            assertThat(broker.isEmpty())
                    .as("nothing stays in the queue or unacked")
                    .isTrue();
        }

        private void publishSome() {
            for (int burst = world.random.nextInt(3); burst > 0 && !toPublish.isEmpty(); burst--) {
                broker.publish(toPublish.removeFirst().message());
            }
        }

        private void make(String region, boolean isFaulty) {
            var source = new TestSource(region, new SourceId(world.random.nextLong() | 1), world.now());
            vouch(source, world.now());
            var refused = new HashSet<Integer>();
            int events = 5 + world.random.nextInt(40);
            for (int i = 0; i < events; i++) {
                source.later(world.random.nextLong(400));
                double kind = world.random.nextDouble();
                if (kind < 0.15) {
                    source.watermark(i == events - 1 ? SourceState.CLOSED : SourceState.OPEN);
                    vouch(
                            source,
                            Instant.ofEpochMilli(source.idOf(source.last()).epochMillis()));
                } else if (isFaulty && kind < 0.18) {
                    source.click(aClick().sub1("with a \0"));
                    refused.add(source.last());
                } else if (isFaulty && kind < 0.21) {
                    source.click(aClick().sub1(FakeStore.REFUSED));
                    refused.add(source.last());
                } else {
                    source.clicks(1);
                }
            }
            bad.put(source.id(), refused);
            sources.add(source);
            cut(source, isFaulty);
        }

        private void vouch(TestSource source, Instant timeThrough) {
            vouched.computeIfAbsent(source.id(), _ -> new ArrayList<>())
                    .add(new Vouched(source.last(), timeThrough.truncatedTo(ChronoUnit.MILLIS)));
        }

        /** Into batches; some come twice, some once more in other cuts, some spoilt beside or instead of the good one. */
        private void cut(TestSource source, boolean isFaulty) {
            var spoilt = new HashSet<Integer>();
            for (int first = 1; first <= source.last(); ) {
                int last = Math.min(source.last(), first + world.random.nextInt(12));
                var batch = named(source.batch(first, last));
                boolean isLostForGood = isFaulty && world.chance(0.03);
                if (isLostForGood) {
                    for (int seq = first; seq <= last; seq++) {
                        spoilt.add(seq);
                    }
                } else {
                    toPublish.add(batch);
                }
                if (isLostForGood || isFaulty && world.chance(0.05)) {
                    toPublish.add(batch.flipped(batch.body().length / 2, 3));
                }
                if (isFaulty && !isLostForGood && world.chance(0.1)) {
                    toPublish.add(batch);
                }
                first = last + 1;
            }
            if (isFaulty && world.chance(0.5)) {
                int first = 1 + world.random.nextInt(source.last());
                int last = first + world.random.nextInt(source.last() - first + 1);
                toPublish.add(named(source.batch(first, last)));
                for (int seq = first; seq <= last; seq++) {
                    spoilt.remove(seq);
                }
            }
            spoiltOnly.put(source.id(), spoilt);
        }

        private void shufflePublishing() {
            var shuffled = new ArrayList<>(toPublish);
            Collections.shuffle(shuffled, world.random);
            toPublish.clear();
            toPublish.addAll(shuffled);
        }

        /** By the seed, unlike a random UUID. */
        private TestBatch named(TestBatch batch) {
            return batch.header("batch_id", new UUID(world.random.nextLong(), world.random.nextLong()).toString());
        }

        private boolean isCommitted(BatchMessage message) {
            return store.hasReceived(ranges(message));
        }

        private static List<SourceRange> ranges(BatchMessage message) {
            try {
                return BatchHeader.ranges(message.headers());
            } catch (BatchFormatException impossible) {
                throw new AssertionError(impossible);
            }
        }

        /** After every commit: the books equal what is stored and kept, and nobody is complete beyond a hole. */
        private void checkBooks() {
            assertThat(store.counted())
                    .as("sum of the rollup")
                    .isEqualTo(store.clicks().size());
            for (var rows : List.of(store.clicks(), store.watermarks())) {
                rows.forEach((key, ids) -> {
                    if (ids.size() != 1) {
                        throw new AssertionError(ids.size() + " rows of " + key);
                    }
                });
            }
            for (var line : store.ledger().lines()) {
                var held = vouched.getOrDefault(line.source(), List.of()).stream()
                        .filter(word -> line.received().isCompleteThrough(word.seqThrough()))
                        .map(Vouched::timeThrough)
                        .max(Instant::compareTo);
                if (line.completeTo() != null) {
                    assertThat(held)
                            .as("source %s has no hole before it is complete to", line.source())
                            .hasValueSatisfying(moment -> assertThat(moment).isAfterOrEqualTo(line.completeTo()));
                }
            }
        }

        private void checkAll() {
            checkBooks();
            for (var source : sources) {
                var line = store.ledger().line(source.id());
                if (line == null) {
                    throw new AssertionError("no books of source " + source.id());
                }
                check(source, line);
            }
        }

        private void check(TestSource source, MemoryLedger.Line line) {
            var stored = stored(line);
            var kept = kept(line);
            var expectedKept = new SeqRanges();
            bad.getOrDefault(source.id(), Set.of()).forEach(seq -> expectedKept.add(new SeqRange(seq, seq)));
            spoiltOnly.getOrDefault(source.id(), Set.of()).forEach(seq -> expectedKept.add(new SeqRange(seq, seq)));
            var expectedStored = SeqRanges.of(List.of(new SeqRange(1, source.last())));
            expectedKept.list().forEach(expectedStored::remove);
            assertThat(stored).as("stored of %s", source.id()).isEqualTo(expectedStored);
            assertThat(kept).as("in quarantine of %s", source.id()).isEqualTo(expectedKept);
            assertThat(line.received()).as("received").isEqualTo(SeqRanges.of(List.of(new SeqRange(1, source.last()))));
            assertThat(line.storedClicks() + line.storedWatermarks())
                    .as("counted rows")
                    .isEqualTo(stored.count());
            assertThat(line.quarantined()).as("counted in quarantine").isEqualTo(kept.count());
            assertThat(line.missing()).as("missing").isZero();
        }

        private SeqRanges stored(MemoryLedger.Line line) {
            var seqs = new SeqRanges();
            for (var rows : List.of(store.clicks(), store.watermarks())) {
                for (Key key : rows.keySet()) {
                    if (key.sourceNo() == line.sourceNo()) {
                        seqs.add(new SeqRange(key.seq(), key.seq()));
                    }
                }
            }
            return seqs;
        }

        private SeqRanges kept(MemoryLedger.Line line) {
            var seqs = new SeqRanges();
            for (var thing : store.kept()) {
                var ranges = thing.ranges().get(line.sourceNo());
                if (ranges != null) {
                    seqs.addAll(ranges);
                }
            }
            return seqs;
        }
    }
}
