package io.clickway.warehouse.live;

import io.clickway.warehouse.report.Filter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One who listens: gets what its filter holds for, in its workspace, as fast as it asks. What it doesn't take in time beyond
 * {@value #WAITING} clicks is skipped and counted. Thread-safe; it is never told two things at once.
 */
final class Listener implements Flow.Subscription {

    static final int WAITING = 1_000;

    /** What it is told. */
    sealed interface Told {

        record Click(LiveClick click) implements Told {}

        /** That many clicks were left out before the next one. */
        record Skipped(long clicks) implements Told {}

        /** Nothing happened; whoever is between keeps the connection open. */
        record Heartbeat() implements Told {}
    }

    private final Filter filter;
    private final Optional<Integer> workspaceId;
    private final Flow.Subscriber<? super Told> subscriber;
    private final Runnable left;
    private final ArrayDeque<Told> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long skipped;
    private long demand;
    private boolean isTelling;
    private boolean isOver;

    /** @param left run when it doesn't listen any more */
    Listener(Filter filter, Optional<Integer> workspaceId, Flow.Subscriber<? super Told> subscriber, Runnable left) {
        this.filter = filter;
        this.workspaceId = workspaceId;
        this.subscriber = subscriber;
        this.left = left;
    }

    void offer(LiveClick click) {
        boolean isMine = workspaceId.isEmpty() || workspaceId.get() == click.workspaceId();
        if (!isMine || !filter.holds(click::value)) {
            return;
        }
        add(new Told.Click(click));
    }

    /** Clicks that were not even read. */
    void skip(long clicks) {
        lock.lock();
        try {
            skipped += clicks;
        } finally {
            lock.unlock();
        }
        tell();
    }

    void heartbeat() {
        lock.lock();
        try {
            if (!waiting.isEmpty()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        add(new Told.Heartbeat());
    }

    @Override
    public void request(long count) {
        lock.lock();
        try {
            demand = Math.addExact(Math.min(demand, Long.MAX_VALUE - count), count);
        } finally {
            lock.unlock();
        }
        tell();
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            isOver = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.run();
    }

    private void add(Told told) {
        lock.lock();
        try {
            if (waiting.size() >= WAITING) {
                skipped++;
            } else {
                waiting.add(told);
            }
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Tells what is waiting as long as more is asked for; on one thread at a time, outside of the lock. */
    private void tell() {
        for (var next = next(); next != null; next = next()) {
            try {
                subscriber.onNext(next);
            } finally {
                told();
            }
        }
    }

    private void told() {
        lock.lock();
        try {
            isTelling = false;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Told next() {
        lock.lock();
        try {
            if (isTelling || isOver || demand == 0 || skipped == 0 && waiting.isEmpty()) {
                return null;
            }
            isTelling = true;
            demand--;
            if (skipped > 0) {
                var told = new Told.Skipped(skipped);
                skipped = 0;
                return told;
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }
}
