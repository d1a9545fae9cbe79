package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import io.clickway.retry.Backoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the spool into the stream, oldest first, in rounds and at a bounded speed. Forgets a record only after the stream
 * has taken it; where it was is remembered in memory alone, so after a crash a segment is drained again from its start and
 * the ledger drops what comes twice. One thread.
 */
public final class SpoolDrainer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpoolDrainer.class);
    private static final int ROUND_BYTES = 256 * 1024;
    private static final long IDLE_MILLIS = 200;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final Spool spool;
    private final DrainTarget target;
    private final SpoolLimits limits;
    private final RandomGenerator random;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long provenAt = Long.MIN_VALUE;

    public SpoolDrainer(Spool spool, DrainTarget target, SpoolLimits limits, RandomGenerator random) {
        this.spool = spool;
        this.target = target;
        this.limits = limits;
        this.random = random;
        thread = Thread.ofPlatform().name("edge-spool-drainer").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Whether the stream took a round quickly after this moment of {@link System#nanoTime}, or there is nothing left that
     * could prove it.
     */
    public boolean provesStreamSince(long nanos) {
        long proven = provenAt;
        return proven != Long.MIN_VALUE && proven - nanos >= 0 || spool.isEmpty();
    }

    private void run() {
        int failures = 0;
        while (!stopped) {
            try {
                var segment = spool.awaitUndrained(IDLE_MILLIS);
                boolean good = segment == null || drain(segment);
                spool.deleteDrained();
                failures = good ? 0 : failures + 1;
            } catch (IOException failed) {
                failures++;
                LOG.warnf("draining the spool failed: %s", failed.getMessage());
            } catch (InterruptedException stop) {
                return;
            }
            if (failures > 0 && !pause(BACKOFF.delay(failures, random))) {
                return;
            }
        }
    }

    private boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }

    /** False when the stream didn't take all of it. */
    boolean drain(SpoolSegment segment) throws IOException, InterruptedException {
        long base = segment.drainedBytes();
        var bytes = segment.undrained();
        var scan = SegmentScan.of(bytes);
        var records = scan.records();
        for (int first = 0; first < records.size() && !stopped; ) {
            int beyond = first;
            int start = first == 0 ? 0 : records.get(first - 1).end();
            while (beyond < records.size()
                    && (beyond == first || records.get(beyond).end() - start <= ROUND_BYTES)) {
                beyond++;
            }
            var round = records.subList(first, beyond).stream()
                    .map(SpoolRecord::commit)
                    .toList();
            if (!send(new ArrayList<>(round), records.get(beyond - 1).end() - start)) {
                return false;
            }
            segment.drainedTo(base + records.get(beyond - 1).end());
            first = beyond;
        }
        if (stopped) {
            return true;
        }
        setAside(segment, base, bytes, scan);
        segment.drainedTo(base + bytes.length);
        return true;
    }

    private boolean send(ArrayList<Commit> round, int size) throws InterruptedException {
        long begun = System.nanoTime();
        if (!target.append(DrainPlan.join(round))) {
            return false;
        }
        long taken = System.nanoTime() - begun;
        if (taken <= limits.quick().toNanos()) {
            provenAt = begun;
        }
        for (var commit : round) {
            spool.drained(commit.source(), commit.seqs());
        }
        spool.counts().drained.add(round.size());
        long due = size * 1_000_000_000L / limits.drainBytesPerSecond();
        if (due > taken) {
            Thread.sleep(Duration.ofNanos(due - taken));
        }
        return true;
    }

    /** What can't be read is kept for whoever salvages it. */
    private void setAside(SpoolSegment segment, long base, byte[] bytes, SegmentScan scan) throws IOException {
        var folder = spool.folder().resolve("damaged");
        for (var stretch : scan.damaged()) {
            Files.createDirectories(folder);
            var copy = folder.resolve(segment.number() + "-" + (base + stretch.from()) + ".bin");
            Files.write(copy, Arrays.copyOfRange(bytes, stretch.from(), stretch.to()));
            boolean torn = scan.isTorn() && stretch == scan.damaged().getLast();
            (torn ? spool.counts().torn : spool.counts().damaged).increment();
            LOG.warnf(
                    "%d bytes of the spool are %s and set aside in %s",
                    stretch.to() - stretch.from(), torn ? "cut off" : "damaged", nameOf(copy));
        }
    }

    private static @Nullable Path nameOf(Path file) {
        return file.getFileName();
    }

    /** Waits until nothing is left, at most so long. */
    public void awaitEmpty(Duration atMost) {
        long begun = System.nanoTime();
        while (!spool.isEmpty() && System.nanoTime() - begun < atMost.toNanos() && pause(Duration.ofMillis(5))) {
            // The drainer's thread does the work.
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
