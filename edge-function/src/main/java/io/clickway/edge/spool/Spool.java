package io.clickway.edge.spool;

import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Append-only segments, written by one thread that fsyncs all commits that came meanwhile at once. Thread-safe; answers come
 * on the writer's thread. Its lock is never held during I/O but for the short closing of a drained segment.
 */
public final class Spool implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Spool.class);

    /** Waiting for the writer; beyond, a commit is refused at once. */
    private static final int MAX_QUEUED_BYTES = 32 << 20;

    private static final int MAX_GROUP_BYTES = 4 << 20;

    private record Queued(Commit commit, Answer answer) {}

    private final Path folder;
    private final SpoolLimits limits;
    private final SpoolCounts counts = new SpoolCounts();
    private final Thread writer;

    private final Object lock = new Object();
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private final Map<SourceId, SeqRanges> undrained = new HashMap<>();
    private int queuedBytes;
    private long bytes;
    private long nextNumber = 1;
    private @Nullable SpoolSegment current;
    private @Nullable FileChannel channel;
    private boolean writing;
    private boolean closed;
    private boolean failing;

    /** Takes over what earlier starts left in the folder. */
    public Spool(Path folder, SpoolLimits limits) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.limits = limits;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                SpoolSegment.former(file).ifPresent(segments::add);
            }
        }
        var sorted = new ArrayList<>(segments);
        sorted.sort(Comparator.comparingLong(SpoolSegment::number));
        segments.clear();
        segments.addAll(sorted);
        for (var segment : sorted) {
            bytes += segment.durableBytes();
            nextNumber = segment.number() + 1;
        }
        writer = Thread.ofPlatform().name("edge-spool-writer").daemon().unstarted(this::run);
    }

    public void start() {
        writer.start();
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
            return segments.stream().anyMatch(SpoolSegment::isFormer);
        }
    }

    public SpoolCounts counts() {
        return counts;
    }

    private void run() {
        while (true) {
            var group = nextGroup();
            if (group.isEmpty()) {
                return;
            }
            write(group);
        }
    }

    /** Empty when the spool is closed and everything is written. */
    private List<Queued> nextGroup() {
        var group = new ArrayList<Queued>();
        synchronized (lock) {
            while (queue.isEmpty() && !closed) {
                try {
                    lock.wait();
                } catch (InterruptedException stop) {
                    closed = true;
                }
            }
            int size = 0;
            while (!queue.isEmpty() && size < MAX_GROUP_BYTES) {
                var next = queue.remove();
                size += SpoolRecord.sizeOf(next.commit());
                group.add(next);
            }
            queuedBytes -= size;
            writing = !group.isEmpty();
        }
        return group;
    }

    private void write(List<Queued> group) {
        var records = ByteBuffer.allocate(group.stream()
                .mapToInt(queued -> SpoolRecord.sizeOf(queued.commit()))
                .sum());
        group.forEach(queued -> SpoolRecord.write(queued.commit(), records));
        records.flip();
        boolean good;
        try {
            var segment = segment();
            appendDurably(segment, records);
            good = true;
            failing = false;
            taken(segment, group, records.limit());
        } catch (IOException failed) {
            good = false;
            giveUpSegment();
            if (!failing) {
                LOG.errorf("the spool cannot write: %s", failed.getMessage());
            }
            failing = true;
        }
        (good ? counts.written : counts.refused).add(group.size());
        synchronized (lock) {
            writing = false;
        }
        for (var queued : group) {
            queued.answer().answered(good);
        }
    }

    private SpoolSegment segment() throws IOException {
        var open = current;
        if (open != null && open.durableBytes() < limits.segmentBytes()) {
            return open;
        }
        closeChannel();
        var fresh = SpoolSegment.fresh(folder, nextNumber++);
        channel = FileChannel.open(fresh.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        synchronized (lock) {
            segments.add(fresh);
            current = fresh;
        }
        return fresh;
    }

    private void appendDurably(SpoolSegment segment, ByteBuffer records) throws IOException {
        var open = channel;
        if (open == null) {
            throw new IOException("no open segment");
        }
        long at = segment.durableBytes();
        while (records.hasRemaining()) {
            at += open.write(records, at);
        }
        open.force(false);
    }

    private void taken(SpoolSegment segment, List<Queued> group, int size) {
        synchronized (lock) {
            for (var queued : group) {
                undrained
                        .computeIfAbsent(queued.commit().source(), _ -> new SeqRanges())
                        .add(queued.commit().seqs());
            }
            segment.grown(segment.durableBytes() + size);
            bytes += size;
            lock.notifyAll();
        }
    }

    /** After a failed write or fsync nobody knows what the file holds beyond its durable bytes: cut, and never used again. */
    private void giveUpSegment() {
        var open = channel;
        var segment = current;
        try {
            if (open != null && segment != null) {
                open.truncate(segment.durableBytes());
            }
        } catch (IOException ignored) {
            LOG.debug("a segment could not be cut; its tail will be found torn");
        }
        closeChannel();
        synchronized (lock) {
            current = null;
        }
    }

    private void closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            LOG.debug("a segment did not close; what counts was fsynced before");
        }
        channel = null;
    }

    /** The oldest segment with something to drain; null after the wait when there is none. */
    @Nullable
    SpoolSegment awaitUndrained(long millis) throws InterruptedException {
        synchronized (lock) {
            var found = oldestUndrained();
            if (found == null && !closed) {
                lock.wait(millis);
                found = oldestUndrained();
            }
            return found;
        }
    }

    private @Nullable SpoolSegment oldestUndrained() {
        for (var segment : segments) {
            if (!segment.isDrained()) {
                return segment;
            }
        }
        return null;
    }

    /** The stream has taken these seqs. */
    void drained(SourceId source, SeqRange seqs) {
        synchronized (lock) {
            var ranges = undrained.get(source);
            if (ranges != null) {
                ranges.remove(seqs);
            }
        }
    }

    /** Deletes segments that are drained and no longer written to. */
    void deleteDrained() throws IOException {
        synchronized (lock) {
            for (var segments = this.segments.iterator(); segments.hasNext(); ) {
                var segment = segments.next();
                if (segment.isDrained() && !(segment == current && writing)) {
                    if (segment == current) {
                        current = null;
                    }
                    bytes -= segment.durableBytes();
                    segments.remove();
                    Files.deleteIfExists(segment.file());
                }
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Writes what is queued, then stops; refuses what comes later. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            writer.join(5_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
