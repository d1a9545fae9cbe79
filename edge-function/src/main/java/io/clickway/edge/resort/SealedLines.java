package io.clickway.edge.resort;

import com.google.protobuf.CodedOutputStream;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.LastResort;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Writes sealed lines on a thread of its own: stderr may be a pipe that nobody reads. What its queue can't hold is counted
 * and named in the log, for then it is lost. Thread-safe.
 */
public final class SealedLines implements LastResort, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SealedLines.class);
    private static final int MAX_QUEUED_BYTES = 8 << 20;

    /** What a commit takes in memory besides its frame, about. */
    private static final int OVERHEAD_BYTES = 128;

    private final EventSeal seal;
    private final OutputStream out;
    private final BlockingQueue<Commit> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final LongAdder lost = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    public SealedLines(EventSeal seal, OutputStream out) {
        this.seal = seal;
        this.out = out;
        writer = Thread.ofPlatform().name("edge-sealed-lines").daemon().unstarted(this::run);
    }

    public void start() {
        writer.start();
    }

    @Override
    public void write(Commit commit) {
        int size = sizeOf(commit);
        if (queuedBytes.addAndGet(size) <= MAX_QUEUED_BYTES) {
            queue.add(commit);
        } else {
            queuedBytes.addAndGet(-size);
            lose(commit);
        }
    }

    private static int sizeOf(Commit commit) {
        return commit.frame().length + OVERHEAD_BYTES;
    }

    /** Events that could not even be written as lines. */
    public long lost() {
        return lost.sum();
    }

    private void lose(Commit commit) {
        if (lost.sum() == 0) {
            LOG.error("stderr takes no more sealed events: clicks are lost; edge_events_lost_total counts them");
        }
        lost.add(commit.count());
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                writeAll(queue.take());
            }
        } catch (InterruptedException stop) {
            queue.forEach(this::writeAll);
        }
    }

    private void writeAll(Commit commit) {
        queuedBytes.addAndGet(-sizeOf(commit));
        try {
            var lines = new StringBuilder();
            EventFrame.split(
                    commit.frame(),
                    commit.count(),
                    (index, offset, size) -> lines.append(seal.seal(
                                    commit.source(), commit.firstSeq() + index, frameOf(commit, offset, size)))
                            .append('\n'));
            out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException | EventFrameException failed) {
            lose(commit);
        }
    }

    /** The frame of one event: version, length, event. The length stands right before the event already. */
    private static byte[] frameOf(Commit commit, int offset, int size) {
        int prefix = CodedOutputStream.computeUInt32SizeNoTag(size);
        var frame = new byte[1 + prefix + size];
        frame[0] = commit.frame()[0];
        System.arraycopy(commit.frame(), offset - prefix, frame, 1, prefix + size);
        return frame;
    }

    /** Writes what is queued, for a second at most. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(1_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
