package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import io.clickway.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Brings the spool into the stream, oldest first, in rounds of bounded size and at a bounded speed. Forgets a record only
 * after the stream has taken it; where it was is remembered in memory alone, so after a crash a segment is drained again
 * from its start and the ledger drops what comes twice. One thread calls {@link #step}.
 */
public final class SpoolDrainer {

    private static final Logger LOG = Logger.getLogger(SpoolDrainer.class);
    private static final int ROUND_BYTES = 256 * 1024;
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration SKIPPED = Duration.ofSeconds(30);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final Spool spool;
    private final DrainTarget target;
    private final SpoolLimits limits;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private volatile long provenAt = Long.MIN_VALUE;
    private int failures;
    private boolean keepsFiles;

    /** @param nanos the clock that {@link #provesStreamSince} is asked by */
    public SpoolDrainer(
            Spool spool, DrainTarget target, SpoolLimits limits, RandomGenerator random, LongSupplier nanos) {
        this.spool = spool;
        this.target = target;
        this.limits = limits;
        this.random = random;
        this.nanos = nanos;
    }

    /** Whether the stream took a round quickly after this moment, or there is nothing left that could prove it. */
    public boolean provesStreamSince(long moment) {
        long proven = provenAt;
        return proven != Long.MIN_VALUE && proven - moment >= 0 || spool.isEmpty();
    }

    /** Brings one round into the stream, if there is one. The answer is when to come again, unless more is to do before. */
    public Duration step() {
        var segment = spool.oldestUndrained(nanos.getAsLong());
        var pause = segment == null ? IDLE : drain(segment);
        deleteDrained();
        return pause;
    }

    /** Whether there is nothing to drain, so that the next step may wait for it. */
    boolean isIdle() {
        return spool.oldestUndrained(nanos.getAsLong()) == null;
    }

    private Duration drain(SpoolSegment segment) {
        long begun = nanos.getAsLong();
        try {
            var bytes = new byte[0];
            SegmentScan scan;
            int most = ROUND_BYTES;
            do {
                bytes = spool.read(segment, most);
                boolean whole = bytes.length >= segment.durableBytes() - segment.drainedBytes();
                scan = SegmentScan.of(bytes, whole);
                most = most > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : most * 4;
            } while (scan.end() == 0);
            if (!send(scan.records().stream().map(SpoolRecord::commit).toList(), begun)) {
                return BACKOFF.delay(++failures, random);
            }
            failures = 0;
            setAside(segment, bytes, scan);
            segment.drainedTo(segment.drainedBytes() + scan.end());
            long due = scan.end() * 1_000_000_000L / limits.drainBytesPerSecond();
            return Duration.ofNanos(Math.max(0, due - (nanos.getAsLong() - begun)));
        } catch (IOException failed) {
            segment.skipUntil(nanos.getAsLong() + SKIPPED.toNanos());
            LOG.warnf("a segment of the spool can't be drained and is tried again later: %s", failed.getMessage());
            return Duration.ZERO;
        }
    }

    private boolean send(List<Commit> round, long begun) {
        var open = round.stream().filter(commit -> !spool.isTaken(commit)).toList();
        if (!open.isEmpty()) {
            if (!target.append(DrainPlan.join(open))) {
                return false;
            }
            if (nanos.getAsLong() - begun <= limits.quick().toNanos()) {
                provenAt = begun;
            }
        }
        round.forEach(spool::drained);
        spool.counts().drained.add(round.size());
        return true;
    }

    /** What can't be read is kept for whoever salvages it. */
    private void setAside(SpoolSegment segment, byte[] bytes, SegmentScan scan) throws IOException {
        for (var stretch : scan.damaged()) {
            var name = segment.number() + "-" + (segment.drainedBytes() + stretch.from()) + ".bin";
            spool.setAside(name, Arrays.copyOfRange(bytes, stretch.from(), stretch.to()));
            boolean torn = scan.isTorn() && stretch == scan.damaged().getLast();
            (torn ? spool.counts().torn : spool.counts().damaged).increment();
            LOG.warnf(
                    "%d bytes of the spool are %s and set aside in %s",
                    stretch.to() - stretch.from(), torn ? "cut off" : "damaged", name);
        }
    }

    private void deleteDrained() {
        try {
            spool.deleteDrained();
            keepsFiles = false;
        } catch (IOException failed) {
            if (!keepsFiles) {
                LOG.warnf("a drained segment of the spool can't be deleted: %s", failed.getMessage());
            }
            keepsFiles = true;
        }
    }
}
