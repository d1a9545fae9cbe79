package io.clickway.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.EventStream;
import io.clickway.edge.spool.DrainTarget;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The region's stream: takes, refuses, hesitates, falls silent, loses answers. What it has taken is there for good. */
final class FakeStream {

    /** How it is at present. */
    enum Mood {
        WELL,
        /** Around the commit timeout, now below, now above. */
        SLOW,
        SILENT,
        REFUSING
    }

    private record Place(SourceId source, long seq) {}

    private final World world;
    private final Map<Place, ClickId> events = new HashMap<>();
    private final Map<ClickId, Place> places = new HashMap<>();
    private final Map<SourceId, SeqRanges> seqs = new HashMap<>();
    private final Map<SourceId, TreeMap<Long, Watermark>> watermarks = new HashMap<>();
    private final Set<SourceId> ended = new HashSet<>();
    Mood mood = Mood.WELL;

    FakeStream(World world) {
        this.world = world;
    }

    boolean has(ClickId id) {
        return places.containsKey(id);
    }

    SeqRanges seqs(SourceId source) {
        return seqs.computeIfAbsent(source, _ -> new SeqRanges());
    }

    boolean tellsEndOf(SourceId source) {
        return ended.contains(source);
    }

    boolean hasLastWordOf(SourceId source) {
        return newestOf(source).getState() == SourceState.CLOSED;
    }

    /** An empty one when it has none. */
    Watermark newestOf(SourceId source) {
        var all = watermarks.getOrDefault(source, new TreeMap<>());
        return all.isEmpty() ? Watermark.getDefaultInstance() : all.lastEntry().getValue();
    }

    EventStream line(Life life) {
        return new EventStream() {
            @Override
            public void append(Commit commit, Answer answer) {
                FakeStream.this.append(life, commit, answer);
            }

            @Override
            public void probe(Answer answer) {
                boolean good = switch (mood) {
                    case WELL, SLOW -> !world.fault(0.02);
                    case SILENT -> false;
                    case REFUSING -> world.chance(0.5);
                };
                var wait = switch (mood) {
                    case WELL, REFUSING -> world.upTo(3);
                    case SLOW -> world.upTo(40);
                    case SILENT -> Duration.ofSeconds(1);
                };
                life.later(wait, () -> answer.answered(good));
            }
        };
    }

    private void append(Life life, Commit commit, Answer answer) {
        switch (mood) {
            case WELL -> {
                if (world.fault(0.01)) {
                    takeSometime(life, commit, answer);
                } else {
                    takeAfter(world.upTo(3), life, commit, answer);
                }
            }
            case SLOW -> takeAfter(Duration.ofMillis(10).plus(world.upTo(60)), life, commit, answer);
            case SILENT -> takeSometime(life, commit, answer);
            case REFUSING -> {
                if (world.chance(0.5)) {
                    answer.answered(false); // not connected
                } else {
                    life.later(world.upTo(2), () -> answer.answered(false));
                }
            }
        }
    }

    private void takeAfter(Duration wait, Life life, Commit commit, Answer answer) {
        world.later(wait, () -> {
            take(commit);
            life.run(() -> answer.answered(true));
        });
    }

    /** The commit may be lost on its way, or its answer on the way back, or all of it comes late. */
    private void takeSometime(Life life, Commit commit, Answer answer) {
        if (world.chance(0.3)) {
            return;
        }
        boolean answers = world.chance(0.5);
        boolean good = world.chance(0.8);
        world.later(world.upTo(3_000), () -> {
            if (good || world.chance(0.5)) {
                take(commit);
            }
            if (answers) {
                life.run(() -> answer.answered(good));
            }
        });
    }

    DrainTarget drain(Life life) {
        return commits -> {
            switch (mood) {
                case WELL -> life.block(world.upTo(5));
                case SLOW -> life.block(Duration.ofMillis(10).plus(world.upTo(60)));
                case SILENT -> {
                    life.block(Duration.ofSeconds(1));
                    takeSome(commits);
                    return false;
                }
                case REFUSING -> {
                    takeSome(commits);
                    return false;
                }
            }
            if (world.fault(0.02)) {
                takeSome(commits);
                return false;
            }
            commits.forEach(this::take);
            return true;
        };
    }

    private void takeSome(List<Commit> commits) {
        if (world.chance(0.3)) {
            commits.stream().limit(world.random.nextInt(commits.size() + 1)).forEach(this::take);
        }
    }

    private void take(Commit commit) {
        Events.of(commit, (seq, event) -> {
            var place = new Place(commit.source(), seq);
            var id = Events.idOf(event);
            var there = events.putIfAbsent(place, id);
            var former = places.putIfAbsent(id, place);
            if (there != null && !there.equals(id) || former != null && !former.equals(place)) {
                throw new AssertionError(place + " holds " + there + ", " + id + " lies in " + former);
            }
            if (there == null) {
                seqs(commit.source()).add(new SeqRange(seq, seq));
                if (event.hasWatermark()) {
                    read(place, event);
                }
            }
        });
    }

    private void read(Place place, Event event) {
        var watermark = event.getWatermark();
        assertThat(watermark.getSeqThrough()).isEqualTo(place.seq());
        watermarks.computeIfAbsent(place.source(), _ -> new TreeMap<>()).put(place.seq(), watermark);
        watermark.getEndedSourcesList().forEach(bits -> ended.add(new SourceId(bits)));
    }
}
