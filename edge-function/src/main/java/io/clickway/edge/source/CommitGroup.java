package io.clickway.edge.source;

import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a source's events into commits without a timer: an event goes at once when no commit is in flight, else it waits
 * for it. A commit goes to the stream, or to the spool while the breaker is open; from the stream that fails or is late to
 * the spool, from there to the last resort, each time whole and with the same seqs. What the former stage answers after
 * that is ignored. One thread.
 */
final class CommitGroup {

    private record Waiting(Event event, int bytes, KeptListener listener) {}

    /** A commit on its way; {@code stage} tells answers of a stage it has left. */
    private static final class Flight {
        final Commit commit;
        final List<Waiting> events;
        final long formedAt;
        int stage;
        Runnable cancelTimeout = () -> {};

        Flight(Commit commit, List<Waiting> events, long formedAt) {
            this.commit = commit;
            this.events = events;
            this.formedAt = formedAt;
        }

        int enter(int next) {
            cancelTimeout.run();
            stage = next;
            return next;
        }
    }

    private static final int IN_STREAM = 1;
    private static final int IN_SPOOL = 2;
    private static final int KEPT = 3;

    private final SourceId source;
    private final Outlets outlets;
    private final Breaker breaker;
    private final CommitLimits limits;
    private final LoopClock clock;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final SeqRanges unrecorded = new SeqRanges();
    private long firstWaitingSeq = 1;
    /** Events wait for this one; a commit of the overflow flies beside it. */
    private @Nullable Flight inFlight;

    private boolean flushing;
    private int flights;

    CommitGroup(SourceId source, Outlets outlets, Breaker breaker, CommitLimits limits) {
        this.source = source;
        this.outlets = outlets;
        this.breaker = breaker;
        this.limits = limits;
        this.clock = outlets.clock();
    }

    /** The seq that the next event will get. */
    long nextSeq() {
        return firstWaitingSeq + waiting.size();
    }

    /** Gives the event its seq; the listener is told when it is kept. */
    void add(Event event, KeptListener listener) {
        waiting.add(new Waiting(event, EventFrame.sizeOf(event), listener));
        if (waiting.size() > limits.maxWaiting()) {
            toSpool(form());
        }
        flush();
    }

    boolean isIdle() {
        return flights == 0 && waiting.isEmpty();
    }

    /** What went to the last resort so far; a copy. */
    SeqRanges unrecorded() {
        return SeqRanges.of(unrecorded.list());
    }

    /** A loop, not a recursion: a stage may answer before its call returns. */
    private void flush() {
        if (flushing) {
            return;
        }
        flushing = true;
        while (inFlight == null && !waiting.isEmpty()) {
            var flight = form();
            inFlight = flight;
            if (breaker.isOpen()) {
                toSpool(flight);
            } else {
                toStream(flight);
            }
        }
        flushing = false;
    }

    private Flight form() {
        var events = new ArrayList<Waiting>(Math.min(waiting.size(), limits.maxEvents()));
        var frame = new ArrayList<Event>(Math.min(waiting.size(), limits.maxEvents()));
        int bytes = 0;
        for (var next = waiting.peek();
                next != null
                        && events.size() < limits.maxEvents()
                        && (events.isEmpty() || bytes + next.bytes() <= limits.maxBytes());
                next = waiting.peek()) {
            events.add(waiting.remove());
            frame.add(next.event());
            bytes += next.bytes();
        }
        var commit = new Commit(source, firstWaitingSeq, events.size(), EventFrame.encode(frame));
        firstWaitingSeq += events.size();
        flights++;
        return new Flight(commit, events, clock.nanos());
    }

    private void toStream(Flight flight) {
        int stage = flight.enter(IN_STREAM);
        flight.cancelTimeout = clock.after(limits.timeout(), () -> streamAnswered(flight, stage, false));
        outlets.stream().append(flight.commit, good -> streamAnswered(flight, stage, good));
    }

    private void streamAnswered(Flight flight, int stage, boolean good) {
        if (flight.stage != stage) {
            return;
        }
        if (good) {
            kept(flight, Keeping.STREAM);
        } else {
            breaker.open();
            toSpool(flight);
        }
    }

    private void toSpool(Flight flight) {
        int stage = flight.enter(IN_SPOOL);
        flight.cancelTimeout = clock.after(limits.spoolTimeout(), () -> spoolAnswered(flight, stage, false));
        outlets.spool().append(flight.commit, good -> spoolAnswered(flight, stage, good));
    }

    private void spoolAnswered(Flight flight, int stage, boolean good) {
        if (flight.stage != stage) {
            return;
        }
        if (!good) {
            unrecorded.add(flight.commit.seqs());
            outlets.lastResort().write(flight.commit);
        }
        kept(flight, good ? Keeping.SPOOL : Keeping.UNRECORDED);
    }

    private void kept(Flight flight, Keeping where) {
        flight.enter(KEPT);
        flights--;
        outlets.tally().kept(where, flight.events.size(), clock.nanos() - flight.formedAt);
        for (var event : flight.events) {
            event.listener().kept(where);
        }
        if (flight == inFlight) {
            inFlight = null;
            flush();
        }
    }
}
