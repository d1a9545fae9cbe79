package io.clickway.edge.spool;

import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Append-only segments. Any thread appends; one, the writer, calls {@link #writeStep}, which fsyncs all commits that came
 * meanwhile at once; one, the drainer, takes them away. The lock is never held during I/O. {@link SpoolThreads} are the
 * threads; a simulation may be both of them.
 */
public final class Spool {

    private static final Logger LOG = Logger.getLogger(Spool.class);

    /** Waiting for the writer; beyond, a commit is refused at once. */
    private static final int MAX_QUEUED_BYTES = 16 << 20;

    private static final int MAX_GROUP_BYTES = 1 << 20;

    /**
     * Of one source. Beyond, what lies here counts as missing until it arrives, and what the stream took late is sent twice:
     * the books heal both.
     */
    private static final int MAX_RANGES = 10_000;

    private record Queued(Commit commit, Answer answer) {}

    private final SpoolDisk disk;
    private final SpoolLimits limits;
    private final SpoolCounts counts = new SpoolCounts();

    private final Object lock = new Object();
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private final Map<SourceId, SeqRanges> undrained = new HashMap<>();
    /** What lies on disk, but the stream has it. */
    private final Map<SourceId, SeqRanges> taken = new HashMap<>();
    /** In the queue or being written. */
    private int queuedBytes;

    private long bytes;
    private long nextNumber = 1;
    private @Nullable SpoolSegment current;
    private boolean writing;
    private boolean closed;

    /** The writer's own. */
    private SpoolDisk.@Nullable Writing file;

    private volatile boolean failing;

    /** Takes over what earlier starts left on the disk. */
    public Spool(SpoolDisk disk, SpoolLimits limits) throws IOException {
        this.disk = disk;
        this.limits = limits;
        for (long number : disk.numbers().stream().sorted().toList()) {
            var segment = new SpoolSegment(number, true, disk.size(number));
            segments.add(segment);
            bytes += segment.durableBytes();
            nextNumber = number + 1;
        }
    }

    /** Good means fsynced. Never blocks. */
    public void append(Commit commit, Answer answer) {
        int size = SpoolRecord.sizeOf(commit);
        synchronized (lock) {
            if (!closed && queuedBytes + size <= MAX_QUEUED_BYTES && bytes + queuedBytes + size <= limits.maxBytes()) {
                queue.add(new Queued(commit, answer));
                queuedBytes += size;
                lock.notifyAll();
                return;
            }
        }
        counts.refused.increment();
        answer.answered(false);
    }

    /** What of this source lies here and not yet in the stream; a copy. */
    public SeqRanges undrained(SourceId source) {
        synchronized (lock) {
            var ranges = undrained.get(source);
            return ranges == null ? new SeqRanges() : SeqRanges.of(ranges.list());
        }
    }

    /** The stream has this after all: what lies here of it needs not be sent. */
    public void taken(SourceId source, SeqRange seqs) {
        synchronized (lock) {
            var known = undrained.get(source);
            var ranges = taken.computeIfAbsent(source, _ -> new SeqRanges());
            if (known != null && known.containsAll(seqs) && ranges.rangeCount() < MAX_RANGES) {
                known.remove(seqs);
                ranges.add(seqs);
            }
        }
    }

    /** Bytes of all segments. */
    public long bytes() {
        synchronized (lock) {
            return bytes;
        }
    }

    public boolean isEmpty() {
        synchronized (lock) {
            return queue.isEmpty() && !writing && segments.stream().allMatch(SpoolSegment::isDrained);
        }
    }

    /** Whether something of an earlier start is still to be drained. */
    public boolean holdsFormer() {
        synchronized (lock) {
            return segments.stream().anyMatch(segment -> segment.isFormer() && !segment.isDrained());
        }
    }

    public SpoolCounts counts() {
        return counts;
    }

    /**
     * Waits for something to write.
     *
     * @return false when the spool is closed and everything is written
     */
    boolean awaitQueued() throws InterruptedException {
        synchronized (lock) {
            while (queue.isEmpty() && !closed && !wantsSpare()) {
                lock.wait();
            }
            return !queue.isEmpty() || !closed;
        }
    }

    /** The next commit should not have to wait for a file to be made. */
    private boolean wantsSpare() {
        return current == null && !failing;
    }

    /** Writes one group durably and answers it. Called by one thread; false when there was nothing to do. */
    public boolean writeStep() {
        var group = nextGroup();
        if (group.isEmpty()) {
            return makeSpare();
        }
        int size = group.stream()
                .mapToInt(queued -> SpoolRecord.sizeOf(queued.commit()))
                .sum();
        var written = write(group, size);
        boolean good = written != null;
        synchronized (lock) {
            writing = false;
            queuedBytes -= size;
            if (written != null) {
                // In one go: what the drainer can see is known as undrained.
                written.grown(written.durableBytes() + size);
                bytes += size;
                group.forEach(queued -> noteUndrained(queued.commit()));
            }
            lock.notifyAll();
        }
        (good ? counts.written : counts.refused).add(group.size());
        for (var queued : group) {
            queued.answer().answered(good);
        }
        return true;
    }

    private List<Queued> nextGroup() {
        var group = new ArrayList<Queued>();
        synchronized (lock) {
            int size = 0;
            while (!queue.isEmpty() && size < MAX_GROUP_BYTES) {
                var next = queue.remove();
                size += SpoolRecord.sizeOf(next.commit());
                group.add(next);
            }
            writing = !group.isEmpty();
        }
        return group;
    }

    /** Null when the disk refuses. */
    private @Nullable SpoolSegment write(List<Queued> group, int size) {
        var records = ByteBuffer.allocate(size);
        group.forEach(queued -> SpoolRecord.write(queued.commit(), records));
        records.flip();
        try {
            var segment = segment();
            appendDurably(segment, records);
            failing = false;
            return segment;
        } catch (IOException failed) {
            giveUpSegment();
            if (!failing) {
                LOG.errorf("the spool cannot write: %s", failed.getMessage());
            }
            failing = true;
            return null;
        }
    }

    private void noteUndrained(Commit commit) {
        var ranges = undrained.computeIfAbsent(commit.source(), _ -> new SeqRanges());
        if (ranges.rangeCount() < MAX_RANGES) {
            ranges.add(commit.seqs());
        }
    }

    private boolean makeSpare() {
        synchronized (lock) {
            if (closed || !wantsSpare()) {
                return false;
            }
        }
        try {
            freshSegment();
            return true;
        } catch (IOException failed) {
            // The next commit tries again and tells.
            LOG.debugf("no spare segment: %s", failed.getMessage());
            failing = true;
            return false;
        }
    }

    private SpoolSegment segment() throws IOException {
        synchronized (lock) {
            var open = current;
            if (open != null && open.durableBytes() < limits.segmentBytes()) {
                return open;
            }
        }
        return freshSegment();
    }

    private SpoolSegment freshSegment() throws IOException {
        closeFile();
        var fresh = new SpoolSegment(nextNumber++, false, 0);
        file = disk.create(fresh.number());
        synchronized (lock) {
            segments.add(fresh);
            current = fresh;
        }
        return fresh;
    }

    private void appendDurably(SpoolSegment segment, ByteBuffer records) throws IOException {
        var open = file;
        if (open == null) {
            throw new IOException("no open segment");
        }
        open.write(records, segment.durableBytes());
        open.force();
    }

    /** After a failed write or fsync nobody knows what the file holds beyond its durable bytes: cut, and never used again. */
    private void giveUpSegment() {
        var open = file;
        SpoolSegment segment;
        synchronized (lock) {
            segment = current;
            current = null;
        }
        try {
            if (open != null && segment != null) {
                open.truncate(segment.durableBytes());
            }
        } catch (IOException ignored) {
            LOG.debug("a segment could not be cut; its tail will be found torn");
        }
        closeFile();
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException ignored) {
            LOG.debug("a segment did not close; what counts was fsynced before");
        }
        file = null;
    }

    /** Waits until there is something to drain, at most so long. */
    void awaitUndrained(long millis, long nanos) throws InterruptedException {
        synchronized (lock) {
            if (oldestUndrained(nanos) == null && !closed) {
                lock.wait(millis);
            }
        }
    }

    /** The oldest segment with something to drain that the disk gives back; null when there is none. */
    @Nullable
    SpoolSegment oldestUndrained(long nanos) {
        synchronized (lock) {
            for (var segment : segments) {
                if (!segment.isDrained() && !segment.isSkippedAt(nanos)) {
                    return segment;
                }
            }
            return null;
        }
    }

    /** Bytes of the segment from its first that isn't drained, at most so many. */
    byte[] read(SpoolSegment segment, int most) throws IOException {
        long from = segment.drainedBytes();
        var into = ByteBuffer.allocate((int) Math.min(most, segment.durableBytes() - from));
        // Somebody cut the file: what is missing reads as zeros, which are damaged bytes.
        disk.read(segment.number(), from, into);
        return into.array();
    }

    boolean isTaken(Commit commit) {
        synchronized (lock) {
            var ranges = taken.get(commit.source());
            return ranges != null && ranges.containsAll(commit.seqs());
        }
    }

    /** The stream has taken this commit: nothing of it needs to be known any more. */
    void drained(Commit commit) {
        synchronized (lock) {
            remove(undrained, commit);
            remove(taken, commit);
        }
    }

    private static void remove(Map<SourceId, SeqRanges> from, Commit commit) {
        var ranges = from.get(commit.source());
        if (ranges != null) {
            ranges.remove(commit.seqs());
        }
    }

    void setAside(String name, byte[] damaged) throws IOException {
        disk.setAside(name, damaged);
    }

    /** Deletes segments that are drained and no longer written to. */
    void deleteDrained() throws IOException {
        for (var segment : drainedSegments()) {
            disk.delete(segment.number());
            synchronized (lock) {
                bytes -= segment.durableBytes();
                segments.remove(segment);
            }
        }
    }

    private List<SpoolSegment> drainedSegments() {
        synchronized (lock) {
            var current = this.current;
            if (current != null && current.isDrained() && current.durableBytes() > 0 && !writing) {
                this.current = null;
                lock.notifyAll();
            }
            return segments.stream()
                    .filter(segment -> segment.isDrained() && segment != this.current)
                    .toList();
        }
    }

    /** Refuses what comes later; what is queued will still be written. */
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    /** The last thing the writer does: an edge that leaves nothing behind leaves no empty file either. */
    void finish() {
        closeFile();
        SpoolSegment spare;
        synchronized (lock) {
            spare = current;
            current = null;
        }
        try {
            if (spare != null && spare.isDrained()) {
                disk.delete(spare.number());
            }
        } catch (IOException ignored) {
            LOG.debug("an empty segment stays; the next start deletes it");
        }
    }
}
