package io.clickway.forwarder.batch;

import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.id.SourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects readable entries until the batch is closed. Entries of one source lie together in the body, in the order they
 * came, so that runs of consecutive events become one range. Not thread-safe.
 */
public final class BatchAssembler {

    /** Keeps the header {@code ranges} within one AMQP frame of 128 KiB, 42 bytes each at most. */
    private static final int MAX_RANGES = 2_000;

    private final BatchLimits limits;
    private final MessageMaker maker;
    private final Map<SourceId, List<EntryContent.Readable>> entries = new LinkedHashMap<>();
    private int bytes;
    private int events;
    private int count;
    private long openedNanos;

    public BatchAssembler(BatchLimits limits, MessageMaker maker) {
        this.limits = limits;
        this.maker = maker;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Whether the entry may join the open batch; an empty one takes any. */
    public boolean accepts(EntryContent.Readable entry) {
        return isEmpty()
                || (bytes + entry.frame().length - 1 <= limits.bytes()
                        && events + entry.range().count() <= limits.events()
                        && count < MAX_RANGES);
    }

    public void add(EntryContent.Readable entry, long nowNanos) {
        if (isEmpty()) {
            openedNanos = nowNanos;
            bytes = 1;
        }
        entries.computeIfAbsent(entry.range().source(), source -> new ArrayList<>())
                .add(entry);
        bytes += entry.frame().length - 1;
        events += entry.range().count();
        count++;
    }

    /** Nanoseconds until the open batch is to be closed for its age or size; 0 or less: now. */
    public long nanosUntilDue(long nowNanos) {
        boolean isFull = bytes >= limits.bytes() || events >= limits.events() || count >= MAX_RANGES;
        return isFull ? 0 : openedNanos + limits.age().toNanos() - nowNanos;
    }

    /** Closes the batch and begins the next. Never called on an empty one. */
    public OutboundMessage close() {
        var plain = new byte[bytes];
        plain[0] = EventFrame.VERSION;
        int at = 1;
        var ranges = new ArrayList<SourceRange>();
        var ids = new ArrayList<EntryId>(count);
        for (var ofSource : entries.values()) {
            for (var entry : ofSource) {
                int length = entry.frame().length - 1;
                System.arraycopy(entry.frame(), 1, plain, at, length);
                at += length;
                ids.add(entry.id());
                append(ranges, entry.range());
            }
        }
        clear();
        return maker.batch(plain, ranges, ids);
    }

    /** Forgets what was collected: it stays pending in the stream. */
    public void clear() {
        entries.clear();
        bytes = 0;
        events = 0;
        count = 0;
    }

    private static void append(List<SourceRange> ranges, SourceRange next) {
        if (!ranges.isEmpty() && ranges.getLast().isContinuedBy(next)) {
            var last = ranges.removeLast();
            ranges.add(new SourceRange(last.source(), last.first(), last.count() + next.count()));
        } else {
            ranges.add(next);
        }
    }
}
