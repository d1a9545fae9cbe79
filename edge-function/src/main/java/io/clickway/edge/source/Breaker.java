package io.clickway.edge.source;

import java.time.Duration;

/**
 * Decides whether clicks go to the stream. Opens at the first failure; then probes, not clicks, find out whether the
 * stream is back. Hysteresis: it stays open for a hold time, which doubles each time it opens again soon after closing, so
 * that a stream on the brink makes it flap once in seconds, not at every commit.
 */
final class Breaker {

    private static final Duration FIRST_HOLD = Duration.ofMillis(300);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final EventStream stream;
    private final CommitSpool spool;
    private final LoopClock clock;
    private final CommitLimits limits;
    private final CommitTally tally;

    private boolean open;
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

    /** The stream refused or took too long. */
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
        tally.breakerClosed();
    }
}
