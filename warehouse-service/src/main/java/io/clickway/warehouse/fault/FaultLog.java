package io.clickway.warehouse.fault;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes faults from anywhere without ever waiting or failing, and writes them to the table {@code faults} when
 * {@link #flush} is called. Of one kind and region at most one row per {@link #WINDOW} is written; the row after it says how
 * many were left out. When Postgres is away the newest {@link #CAPACITY} wait in memory. Thread-safe.
 */
public final class FaultLog {

    static final Duration WINDOW = Duration.ofSeconds(10);
    static final int CAPACITY = 200;

    private final FaultTable table;
    private final Clock clock;
    private final Deque<FaultChange> waiting = new ArrayDeque<>();
    private final Map<Kind, Recent> recent = new HashMap<>();

    public FaultLog(FaultTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Something that is over as soon as it is noticed. */
    public void note(String region, String part, String kind, String detail) {
        put(new Fault(clock.instant(), region, part, kind, detail), true);
    }

    /** Something that lasts until {@link #healed} is called for the same region and kind. */
    public void began(String region, String part, String kind, String detail) {
        put(new Fault(clock.instant(), region, part, kind, detail), false);
    }

    /** Whatever of this kind was still going on in the region is over now. */
    public synchronized void healed(String region, String kind) {
        add(new FaultChange.Healed(clock.instant(), region, kind));
    }

    /** Writes what waits; what can't be written waits on. */
    public void flush() throws SQLException {
        List<FaultChange> batch;
        synchronized (this) {
            batch = new ArrayList<>(waiting);
            waiting.clear();
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            table.write(batch);
        } catch (SQLException failed) {
            synchronized (this) {
                for (int i = batch.size() - 1; i >= 0 && waiting.size() < CAPACITY; i--) {
                    waiting.addFirst(batch.get(i));
                }
            }
            throw failed;
        }
    }

    private synchronized void put(Fault fault, boolean isOver) {
        var last = recent.computeIfAbsent(new Kind(fault.region(), fault.kind()), _ -> new Recent());
        if (last.at.plus(WINDOW).isAfter(fault.at())) {
            last.leftOut++;
            return;
        }
        var detail = last.leftOut == 0 ? fault.detail() : fault.detail() + " (and " + last.leftOut + " more before)";
        last.at = fault.at();
        last.leftOut = 0;
        add(new FaultChange.Happened(
                new Fault(fault.at(), fault.region(), fault.part(), fault.kind(), detail), isOver));
    }

    private void add(FaultChange change) {
        if (waiting.size() == CAPACITY) {
            waiting.removeFirst();
        }
        waiting.addLast(change);
    }

    private record Kind(String region, String kind) {}

    private static final class Recent {
        private Instant at = Instant.EPOCH;
        private long leftOut;
    }
}
