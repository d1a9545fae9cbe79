package io.clickway.edge.source;

import io.clickway.event.EventFrame;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a source's events into commits without a timer: an event goes at once when no commit is in flight, else it waits
 * for it. A commit goes to the stream, or to the spool while the breaker lets nothing pass; when the stream refuses or is
 * late, to the spool as well; when that fails, the stream may still answer; else it goes to the last resort, each time whole
 * and with the same seqs. The first good answer counts; one that comes later puts the books right. One thread.
 */
final class CommitGroup {

    private record Waiting(byte[] event, KeptListener listener) {
        int bytes() {
            return EventFrame.sizeOf(event);
        }
    }

    /** How a commit fares with the spool. */
    private enum Spooling {
        UNTRIED,
        AWAITED,
        /** Not in time; it may answer yet. */
        LATE,
        GOOD,
        REFUSED
    }

    /** A commit on its way. */
    private static final class Flight {
        final Commit commit;
        final long formedAt;
        List<Waiting> events;
        Spooling spooling = Spooling.UNTRIED;
        boolean wasSent;
        boolean awaitsStream;
        /** The stream is late with this one and the breaker waits for its answer. */
        boolean isOwed;

        boolean isInStream;
        boolean isKept;
        boolean isUnrecorded;
        Runnable cancelDeadline = () -> {};
        Runnable cancelSilence = () -> {};

        Flight(Commit commit, List<Waiting> events, long formedAt) {
            this.commit = commit;
            this.events = events;
            this.formedAt = formedAt;
        }

        void deadline(Runnable cancel) {
            cancelDeadline.run();
            cancelDeadline = cancel;
        }
    }

    /** A stream that owes an answer for so many commit timeouts is silent. */
    private static final int SILENCE = 6;

    /** Beyond, ranges are counted, but not named in the watermarks: the books then call them missing. */
    private static final int MAX_UNRECORDED_RANGES = 10_000;

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
    private boolean spoolHangs;
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

    /** Events that wait for the commit in flight. */
    int waiting() {
        return waiting.size();
    }

    /** Gives the event its seq; the listener is told when it is kept. */
    void add(byte[] event, KeptListener listener) {
        waiting.add(new Waiting(event, listener));
        if (waiting.size() > limits.maxWaiting()) {
            toSpool(form());
        }
        flush();
    }

    boolean isIdle() {
        return flights == 0 && waiting.isEmpty();
    }

    /** What is kept nowhere but at the last resort, as far as is known; a copy. */
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
            if (breaker.letsPass()) {
                toStream(flight);
            } else {
                toSpool(flight);
            }
        }
        flushing = false;
    }

    private Flight form() {
        var events = new ArrayList<Waiting>(Math.min(waiting.size(), limits.maxEvents()));
        var frame = new ArrayList<byte[]>(Math.min(waiting.size(), limits.maxEvents()));
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
        var commit = new Commit(source, firstWaitingSeq, events.size(), EventFrame.join(frame));
        firstWaitingSeq += events.size();
        flights++;
        return new Flight(commit, events, clock.nanos());
    }

    private void toStream(Flight flight) {
        flight.deadline(clock.after(limits.timeout(), () -> streamIsLate(flight)));
        send(flight);
    }

    private void send(Flight flight) {
        flight.wasSent = true;
        flight.awaitsStream = true;
        outlets.stream().append(flight.commit, good -> streamAnswered(flight, good));
    }

    private void streamIsLate(Flight flight) {
        flight.isOwed = true;
        flight.cancelSilence = clock.after(limits.timeout().multipliedBy(SILENCE), () -> streamIsSilent(flight));
        breaker.late();
        toSpool(flight);
    }

    /** Should its answer come yet, it is as good as ever. */
    private void streamIsSilent(Flight flight) {
        flight.isOwed = false;
        breaker.silent();
    }

    private void streamAnswered(Flight flight, boolean good) {
        if (!flight.awaitsStream) {
            return;
        }
        flight.awaitsStream = false;
        if (flight.isOwed) {
            flight.isOwed = false;
            flight.cancelSilence.run();
            breaker.paid();
        } else if (good && flight.spooling == Spooling.UNTRIED) {
            breaker.inTime();
        }
        if (good) {
            flight.isInStream = true;
            settle(flight, Keeping.STREAM);
        } else {
            breaker.open();
            switch (flight.spooling) {
                case UNTRIED -> toSpool(flight);
                case LATE, REFUSED -> resort(flight);
                case AWAITED, GOOD -> {}
            }
        }
    }

    /** A spool that hangs is still given each commit, for it may wake up; but nobody waits for it for long. */
    private void toSpool(Flight flight) {
        flight.spooling = Spooling.AWAITED;
        flight.deadline(clock.after(spoolHangs ? limits.timeout() : limits.spoolTimeout(), () -> spoolIsLate(flight)));
        outlets.spool().append(flight.commit, good -> spoolAnswered(flight, good));
    }

    private void spoolIsLate(Flight flight) {
        flight.spooling = Spooling.LATE;
        spoolHangs = true;
        rescue(flight);
    }

    private void spoolAnswered(Flight flight, boolean good) {
        if (flight.spooling != Spooling.AWAITED && flight.spooling != Spooling.LATE) {
            return;
        }
        boolean inTime = flight.spooling == Spooling.AWAITED;
        spoolHangs = false;
        flight.spooling = good ? Spooling.GOOD : Spooling.REFUSED;
        if (good) {
            settle(flight, Keeping.SPOOL);
        } else if (inTime && !flight.isKept) {
            rescue(flight);
        }
    }

    /** The spool fails: a stream that was not silent lately may still take the commit, in a time of its own. */
    private void rescue(Flight flight) {
        if (flight.awaitsStream && flight.isOwed || !flight.wasSent && breaker.mayAnswer()) {
            flight.deadline(clock.after(limits.spoolTimeout(), () -> rescueIsLate(flight)));
            if (!flight.wasSent) {
                send(flight);
            }
        } else {
            resort(flight);
        }
    }

    private void rescueIsLate(Flight flight) {
        if (!flight.isOwed) {
            breaker.hearsNothing();
        }
        resort(flight);
    }

    private void resort(Flight flight) {
        if (flight.isKept) {
            return;
        }
        if (unrecorded.rangeCount() < MAX_UNRECORDED_RANGES) {
            unrecorded.add(flight.commit.seqs());
        }
        flight.isUnrecorded = true;
        outlets.lastResort().write(flight.commit);
        kept(flight, Keeping.UNRECORDED);
    }

    /** A store has the commit: the first, or one more, which the others need to know. */
    private void settle(Flight flight, Keeping where) {
        if (flight.isUnrecorded) {
            flight.isUnrecorded = false;
            unrecorded.remove(flight.commit.seqs());
        }
        if (flight.isInStream && flight.spooling == Spooling.GOOD) {
            outlets.spool().taken(source, flight.commit.seqs());
        }
        kept(flight, where);
    }

    private void kept(Flight flight, Keeping where) {
        if (flight.isKept) {
            return;
        }
        flight.isKept = true;
        flight.deadline(() -> {});
        flights--;
        var events = flight.events;
        flight.events = List.of(); // what still waits for a late answer must not hold on to requests
        outlets.tally().kept(where, events.size(), clock.nanos() - flight.formedAt);
        for (var event : events) {
            event.listener().kept(where);
        }
        if (flight == inFlight) {
            inFlight = null;
            flush();
        }
    }
}
