package io.clickway.warehouse.receive;

import io.clickway.retry.Backoff;
import io.clickway.warehouse.fault.FaultLog;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one region's queue: take what is there, store it in one transaction, ack it on the channel that delivered it. A lost
 * channel is replaced with growing waits, and what it had delivered is forgotten: the broker delivers it again and the ledger
 * knows it. While Postgres is away the consumer is cancelled once and what is in hand is tried again and again; nothing is
 * given back, because every return counts against the delivery limit.
 *
 * <p>One thread calls {@link #step}; the other methods may be called by any.
 */
public final class QueueReader {

    private static final Logger LOG = Logger.getLogger(QueueReader.class);
    private static final Duration IDLE = Duration.ofMillis(200);

    /** A deadlock or a failover of milliseconds is no reason to stop reading. */
    private static final int FAILURES_BEFORE_PAUSE = 2;

    private final String region;
    private final QueueChannel.Opening channels;
    private final BatchStore store;
    private final FaultLog faults;
    private final Limits limits;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;

    private volatile ReaderState state = ReaderState.CONNECTING;
    private volatile boolean isStopping;
    private volatile boolean isDoubted;
    private volatile boolean isBusy;
    private volatile long idleSinceNanos;

    private @Nullable QueueChannel channel;
    private @Nullable Handful held;

    /** Delivered after what is held, and too large to go with it. */
    private @Nullable Delivered spare;

    private boolean isNew = true;
    private boolean isConsuming;
    private boolean isOut;
    private boolean isRefused;
    private int failures;
    private int refusals;
    private long stopByNanos;

    /** @param nanoClock monotonic */
    public QueueReader(
            String region,
            QueueChannel.Opening channels,
            BatchStore store,
            FaultLog faults,
            Limits limits,
            LongSupplier nanoClock,
            RandomGenerator random) {
        this.region = region;
        this.channels = channels;
        this.store = store;
        this.faults = faults;
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.random = random;
        this.idleSinceNanos = nanoClock.getAsLong();
    }

    /**
     * Does the next thing, which may take as long as a transaction does.
     *
     * @return how long to wait before the next step, unless the process stops
     */
    public Duration step() {
        try {
            var current = channel;
            if (current == null) {
                return isStopping ? stopped() : connect();
            }
            return isStopping ? finish(current) : read(current);
        } catch (IOException gone) {
            LOG.debugf(gone, "region %s: the channel is gone", region);
            return lost();
        } catch (RuntimeException | Error bug) {
            // Also when memory ran out: what was in hand is let go, and the broker delivers it again.
            LOG.errorf(bug, "region %s: reading failed, nothing was acked", region);
            return lost();
        }
    }

    private Duration connect() throws IOException {
        enter(ReaderState.CONNECTING);
        var opened = channels.open(region);
        channel = opened;
        isDoubted = false;
        consume(opened);
        failures = 0;
        if (isOut) {
            LOG.infof("region %s: reading its queue again", region);
            isOut = false;
        }
        // Also what a process that died in the midst of it has left open.
        faults.healed(region, "broker-lost");
        enter(ReaderState.READING);
        return Duration.ZERO;
    }

    private Duration read(QueueChannel current) throws IOException {
        if (!current.isOpen() || isDoubted) {
            return lost();
        }
        var handful = held == null ? gather(current, isConsuming ? IDLE : Duration.ZERO) : held;
        if (handful != null) {
            return settle(current, handful);
        }
        if (current.isCancelledByBroker()) {
            return lost();
        }
        if (!isConsuming) {
            consume(current);
        }
        return Duration.ZERO;
    }

    /** What the broker has delivered already is stored, so that nothing is delivered twice after a stop. */
    private Duration finish(QueueChannel current) throws IOException {
        if (stopByNanos == 0) {
            stopByNanos = nanoClock.getAsLong() + limits.stopWithin().toNanos();
            cancel(current);
        }
        var handful = !current.isOpen() || nanoClock.getAsLong() - stopByNanos >= 0
                ? null
                : held == null ? gather(current, Duration.ZERO) : held;
        return handful == null ? stopped() : settle(current, handful);
    }

    /** What is there, up to the bounds of a transaction; null when nothing comes within this time. */
    private @Nullable Handful gather(QueueChannel current, Duration wait) throws IOException {
        var next = spare == null ? current.next(wait) : spare;
        spare = null;
        if (next == null) {
            return null;
        }
        isBusy = true;
        var handful = new Handful(limits.handful(), nanoClock.getAsLong());
        while (next != null && handful.takes(next)) {
            handful.add(next);
            next = handful.isFull(nanoClock.getAsLong()) ? null : current.next(Duration.ZERO);
        }
        spare = next;
        held = handful;
        return handful;
    }

    /** Commit, then ack: on this very channel, because elsewhere the tag names another message. */
    private Duration settle(QueueChannel current, Handful handful) throws IOException {
        try {
            store.store(region, handful.messages());
        } catch (SQLException failed) {
            return refused(current, failed, "SQLSTATE " + failed.getSQLState());
        } catch (RuntimeException bug) {
            return refused(current, bug, bug.toString());
        }
        held = null;
        refusals = 0;
        if (isRefused) {
            LOG.infof("region %s: Postgres takes rows again", region);
            enter(ReaderState.READING);
        }
        if (isRefused || isNew) {
            faults.healed(region, "store-refuses");
            isRefused = false;
            isNew = false;
        }
        if (current.isOpen()) {
            current.ackThrough(handful.lastTag());
        }
        idleSinceNanos = nanoClock.getAsLong();
        isBusy = false;
        return Duration.ZERO;
    }

    private Duration refused(QueueChannel current, Exception failed, String what) throws IOException {
        refusals++;
        LOG.debugf(failed, "region %s: transaction rolled back", region);
        if (refusals == FAILURES_BEFORE_PAUSE) {
            cancel(current);
            enter(ReaderState.WAITING_FOR_STORE);
            if (!isRefused) {
                isRefused = true;
                LOG.warnf(
                        "region %s: Postgres does not take rows (%s); reading pauses, nothing is acked", region, what);
                faults.began(region, "postgres", "store-refuses", "rows of region " + region + " wait: " + what);
            }
        }
        return limits.backoff().delay(refusals, random);
    }

    private Duration lost() {
        forget();
        failures++;
        if (!isOut && !isStopping) {
            LOG.warnf("region %s: lost the broker, trying again", region);
            faults.began(region, "broker", "broker-lost", "the queue of region " + region + " can't be read");
            isOut = true;
        }
        enter(ReaderState.CONNECTING);
        return limits.backoff().delay(failures, random);
    }

    private Duration stopped() {
        forget();
        enter(ReaderState.STOPPED);
        return Duration.ZERO;
    }

    private void forget() {
        var old = channel;
        channel = null;
        held = null;
        spare = null;
        refusals = 0;
        isConsuming = false;
        isBusy = false;
        if (old != null) {
            old.close();
        }
    }

    private void consume(QueueChannel current) throws IOException {
        current.consume();
        isConsuming = true;
    }

    private void cancel(QueueChannel current) throws IOException {
        if (isConsuming && current.isOpen()) {
            current.cancel();
            isConsuming = false;
        }
    }

    private void enter(ReaderState next) {
        if (state != next) {
            state = next;
            idleSinceNanos = nanoClock.getAsLong();
        }
    }

    /** Ends after what was delivered is stored and acked. */
    public void stop() {
        isStopping = true;
    }

    boolean isStopping() {
        return isStopping;
    }

    /** The broker gives this reader nothing although there is something: take a new channel. */
    public void doubt() {
        isDoubted = true;
    }

    public String region() {
        return region;
    }

    public ReaderState state() {
        return state;
    }

    /** For how long it has been reading without getting anything. */
    public Duration idleFor() {
        return isBusy || state != ReaderState.READING
                ? Duration.ZERO
                : Duration.ofNanos(nanoClock.getAsLong() - idleSinceNanos);
    }

    /** How much is in hand at once, and how long to wait for others. */
    public record Limits(Handful.Bounds handful, Backoff backoff, Duration stopWithin) {}
}
