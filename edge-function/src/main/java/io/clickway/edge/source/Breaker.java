package io.clickway.edge.source;

import java.time.Duration;

/**
 * Decides whether clicks go to the stream. A single late commit doesn't open it: until the stream has answered, clicks take
 * the spool, and then they return at once, for an fsync that takes long now and then is no outage. It opens when the stream
 * refuses, stays silent, or is late time after time; then probes, not clicks, find out whether it is back. Hysteresis: it
 * stays open for a hold time, which doubles each time it opens again soon after closing, so that a stream on the brink makes
 * it flap once in seconds, not at every commit.
 */
final class Breaker {

    /** So that it never opens more than once a second. */
    private static final Duration FIRST_HOLD = Duration.ofSeconds(1);

    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Late commits in a row that tell a slow stream from a hiccup. */
    private static final int MAX_LATE = 8;

    private final EventStream stream;
    private final CommitSpool spool;
    private final LoopClock clock;
    private final CommitLimits limits;
    private final CommitTally tally;

    private boolean open;
    private boolean silent;
    /** Commits that are late and not answered yet. */
    private int owed;

    private int lateInARow;
    private long openedAt;
    private long closedAt;
    private boolean everClosed;
    private Duration hold = FIRST_HOLD;
    private int goodProbes;

    Breaker(EventStream stream, CommitSpool spool, LoopClock clock, CommitLimits limits, CommitTally tally) {
        this.stream = stream;
        this.spool = spool;
        this.clock = clock;
        this.limits = limits;
        this.tally = tally;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether the next commit should go to the stream. */
    boolean letsPass() {
        return !open && owed == 0;
    }

    /** Whether a commit that the spool doesn't take may still be tried on the stream: its last sign was no silence. */
    boolean mayAnswer() {
        return !silent;
    }

    /** A commit came back in time. */
    void inTime() {
        lateInARow = 0;
    }

    /** A commit has no answer yet though its time is over; {@link #paid} or {@link #silent} follows. */
    void late() {
        owed++;
        lateInARow++;
        if (lateInARow >= MAX_LATE) {
            open();
        }
    }

    /** A late commit was answered, for good or bad. */
    void paid() {
        owed--;
    }

    /** A late commit was given up: the stream says nothing. */
    void silent() {
        owed--;
        silent = true;
        open();
    }

    /** A commit that was tried in need has no answer. */
    void hearsNothing() {
        silent = true;
    }

    /** The stream refused, or has to be found first. */
    void open() {
        if (open) {
            return;
        }
        open = true;
        openedAt = clock.nanos();
        goodProbes = 0;
        boolean soon = everClosed && openedAt - closedAt < SOON.toNanos();
        hold = soon ? shorter(hold.multipliedBy(2), LONGEST_HOLD) : FIRST_HOLD;
        tally.breakerOpened();
        probeLater();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private void probeLater() {
        clock.after(limits.probeInterval(), this::probe);
    }

    private void probe() {
        long asked = clock.nanos();
        stream.probe(good -> {
            boolean inTime = clock.nanos() - asked <= limits.timeout().toNanos();
            goodProbes = good && inTime ? goodProbes + 1 : 0;
            silent = !good;
            if (goodProbes >= limits.probes() && isHeld() && spool.provesStreamSince(openedAt)) {
                close();
            } else {
                probeLater();
            }
        });
    }

    private boolean isHeld() {
        return clock.nanos() - openedAt >= hold.toNanos();
    }

    private void close() {
        open = false;
        everClosed = true;
        closedAt = clock.nanos();
        lateInARow = 0;
        tally.breakerClosed();
    }
}
