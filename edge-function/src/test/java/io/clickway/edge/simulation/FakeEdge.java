package io.clickway.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.life.SourceBook;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.CommitSpool;
import io.clickway.edge.source.CommitTally;
import io.clickway.edge.source.Keeping;
import io.clickway.edge.source.KeptListener;
import io.clickway.edge.source.LoopClock;
import io.clickway.edge.source.Outlets;
import io.clickway.edge.source.Source;
import io.clickway.edge.source.WatermarkWriter;
import io.clickway.edge.spool.DrainTarget;
import io.clickway.edge.spool.Spool;
import io.clickway.edge.spool.SpoolDrainer;
import io.clickway.edge.spool.SpoolLimits;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An edge on its disk: lives, is killed, is stopped, and is started again; remembers what it has answered. */
final class FakeEdge {

    static final CommitLimits LIMITS =
            new CommitLimits(Duration.ofMillis(25), 4, 65536, 8, 8, Duration.ofMillis(500), Duration.ofMillis(100), 3);
    private static final SpoolLimits SPOOL = new SpoolLimits(16 * 1024, 1024, 1 << 20, LIMITS.timeout());
    private static final IdKeys KEYS = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f");
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(200);

    /** What it has answered, and where it said that the event is. */
    final Map<ClickId, Keeping> answered = new HashMap<>();

    /** What went to the last resort, by source; and its events. */
    final Map<SourceId, SeqRanges> lines = new HashMap<>();

    final Set<ClickId> inLines = new HashSet<>();

    /** Sources that were killed. */
    final Set<SourceId> killed = new HashSet<>();

    private final World world;
    private final FakeStream stream;
    private final FakeDisk disk;
    private final Map<ClickId, SourceId> sourceOf = new HashMap<>();
    private Life life;
    private List<Source> sources = List.of();

    @SuppressWarnings("NullAway.Init")
    private Spool spool;

    @SuppressWarnings("NullAway.Init")
    private SourceBook book;

    private final Map<SourceId, SeqRanges> spooled = new HashMap<>();
    private boolean writes;
    private List<SourceId> checked = List.of();

    FakeEdge(World world, FakeStream stream, FakeDisk disk) {
        this.world = world;
        this.stream = stream;
        this.disk = disk;
        life = new Life(world);
        life.end();
    }

    boolean isAlive() {
        return !life.isOver();
    }

    /** May fail, as on a disk that refuses. */
    void start() {
        var fresh = new Life(world);
        life = fresh;
        writes = false;
        spooled.clear();
        checked = List.of();
        sources = List.of();
        try {
            spool = new Spool(disk.mount(fresh), SPOOL);
            book = new SourceBook(disk.names(fresh), world::nanos, spool::holdsFormer);
            var ids = List.of(freshId(), freshId());
            book.begin(ids);
            killed.addAll(ids); // until it has said its last word
            open(fresh, ids);
        } catch (IOException refused) {
            fresh.end();
        } catch (Life.Ended gone) {
            assertThat(fresh.isOver()).isTrue();
        }
    }

    private SourceId freshId() {
        return new SourceId(world.random.nextLong() | 1);
    }

    private void open(Life fresh, List<SourceId> ids) {
        var limitedSpool = spool;
        DrainTarget target = stream.drain(fresh);
        var drainer = new SpoolDrainer(
                limitedSpool,
                commits -> {
                    boolean good = target.append(commits);
                    if (good) {
                        commits.forEach(commit -> of(commit.source()).remove(commit.seqs()));
                    }
                    return good;
                },
                SPOOL,
                world.random,
                world::nanos);
        var made = new ArrayList<Source>();
        for (var id : ids) {
            var ownSpool = new OwnSpool(fresh, limitedSpool, drainer);
            var outlets = new Outlets(stream.line(fresh), ownSpool, this::resort, clock(fresh), new Openings(world));
            var label = new WatermarkWriter.Label("edge-eu", "eu", world.millis());
            made.add(new Source(
                    id,
                    new ClickIdMint(id, KEYS, world::millis),
                    outlets,
                    LIMITS,
                    new WatermarkWriter(id, label, new LiveLinks(), ownSpool, book::ended)));
        }
        sources = made;
        for (var source : made) {
            if (world.fault(0.2)) {
                source.startWithoutStream();
            }
            KeptListener told = book::told;
            source.watermark(told);
            every(fresh, ONE_SECOND, () -> {
                assertSpooledIsExact(source.id());
                source.watermark(told);
            });
        }
        every(fresh, TICK, this::tick);
        drainOn(fresh, drainer);
        wakeWriter(fresh);
    }

    private static void every(Life life, Duration period, Runnable task) {
        life.later(period, () -> {
            task.run();
            every(life, period, task);
        });
    }

    private void tick() {
        try {
            book.tick();
        } catch (IOException later) {
            return;
        }
        var ended = book.ended();
        if (!ended.equals(checked)) {
            checked = ended;
            var sources = Set.copyOf(ended);
            answered.forEach((id, where) -> {
                if (where == Keeping.SPOOL && sources.contains(sourceOf.get(id)) && !stream.has(id)) {
                    throw new AssertionError("spooled event " + id + " of an ended source is not in the stream");
                }
            });
        }
    }

    private SeqRanges of(SourceId source) {
        return spooled.computeIfAbsent(source, _ -> new SeqRanges());
    }

    private void assertSpooledIsExact(SourceId source) {
        if (!spool.undrained(source).equals(of(source))) {
            assertThat(spool.undrained(source))
                    .as("what the spool says it holds")
                    .isEqualTo(of(source));
        }
    }

    private LoopClock clock(Life fresh) {
        return new LoopClock() {
            @Override
            public long nanos() {
                return world.nanos();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                var cancelled = new boolean[1];
                fresh.later(delay, () -> {
                    if (!cancelled[0]) {
                        task.run();
                    }
                });
                return () -> cancelled[0] = true;
            }
        };
    }

    private void drainOn(Life fresh, SpoolDrainer drainer) {
        var pause = drainer.step();
        wakeWriter(fresh); // it may want a spare segment
        fresh.later(pause.plusMillis(1), () -> drainOn(fresh, drainer));
    }

    private void wakeWriter(Life fresh) {
        if (writes) {
            return;
        }
        writes = true;
        fresh.later(Duration.ofNanos(10_000), () -> {
            while (spool.writeStep()) {
                // Until nothing is queued.
            }
            writes = false;
        });
    }

    private void resort(Commit commit) {
        lines.computeIfAbsent(commit.source(), _ -> new SeqRanges()).add(commit.seqs());
        Events.of(commit, (_, event) -> inLines.add(Events.idOf(event)));
    }

    void click() {
        if (sources.isEmpty() || life.isOver()) {
            return;
        }
        var source = sources.get(world.random.nextInt(sources.size()));
        var id = source.nextId();
        sourceOf.put(id, source.id());
        var event = Event.newBuilder()
                .setIdHigh(id.high())
                .setIdLow(id.low())
                .setClick(Click.newBuilder().setLinkId(7))
                .build();
        source.keep(
                event.toByteArray(),
                where -> assertThat(answered.put(id, where)).isNull());
    }

    /** At once; what the disk's cache holds stays. */
    void kill() {
        life.end();
        sources = List.of();
    }

    /** True when each source said its last word and the spool is empty. */
    boolean stop() {
        if (life.isOver() || sources.isEmpty()) {
            return false;
        }
        var stopping = life;
        try {
            book.beginClosing();
        } catch (IOException failed) {
            assertThat(stopping.isOver()).isFalse(); // it closes all the same
        } catch (Life.Ended gone) {
            return false;
        }
        var words = new ArrayList<Keeping>();
        var closing = sources;
        sources = List.of();
        closing.forEach(source -> source.close(words::add));
        world.pass(Duration.ofSeconds(2));
        if (stopping.isOver()) {
            return false;
        }
        boolean clean = words.size() == closing.size()
                && words.stream().allMatch(where -> where != Keeping.UNRECORDED)
                && spool.isEmpty();
        if (clean) {
            try {
                book.ownAreClosed();
                closing.forEach(source -> killed.remove(source.id()));
            } catch (IOException | Life.Ended failed) {
                clean = false;
            }
        }
        stopping.end();
        return clean;
    }

    /** Whether the spool is empty and the ends of all predecessors were told. */
    boolean hasToldAll() {
        return isSpoolEmpty() && disk.namesOf() <= sources.size();
    }

    List<SourceId> sources() {
        return sources.stream().map(Source::id).toList();
    }

    boolean isSpoolEmpty() {
        return spool.isEmpty() && spool.bytes() == 0;
    }

    long damaged() {
        return spool.counts().damaged();
    }

    private final class OwnSpool implements CommitSpool {

        private final Life fresh;
        private final Spool taking;
        private final SpoolDrainer drainer;

        OwnSpool(Life fresh, Spool taking, SpoolDrainer drainer) {
            this.fresh = fresh;
            this.taking = taking;
            this.drainer = drainer;
        }

        @Override
        public void append(Commit commit, Answer answer) {
            taking.append(commit, good -> {
                if (good) {
                    of(commit.source()).add(commit.seqs());
                }
                fresh.later(Duration.ofNanos(1_000), () -> answer.answered(good));
            });
            wakeWriter(fresh);
        }

        @Override
        public SeqRanges undrained(SourceId source) {
            return taking.undrained(source);
        }

        @Override
        public void taken(SourceId source, SeqRange seqs) {
            assertThat(stream.seqs(source).containsAll(seqs)).isTrue();
            of(source).remove(seqs);
            taking.taken(source, seqs);
        }

        @Override
        public boolean provesStreamSince(long nanos) {
            return drainer.provesStreamSince(nanos);
        }
    }

    /** The openings of one source's breaker. */
    private static final class Openings implements CommitTally {

        private final World world;
        private long last = Long.MIN_VALUE / 2;

        Openings(World world) {
            this.world = world;
        }

        @Override
        public void kept(Keeping where, int events, long nanos) {}

        @Override
        public void breakerOpened() {
            assertThat(world.nanos() - last)
                    .as("nanoseconds between openings of a breaker")
                    .isGreaterThanOrEqualTo(ONE_SECOND.toNanos());
            last = world.nanos();
        }

        @Override
        public void breakerClosed() {}
    }
}
