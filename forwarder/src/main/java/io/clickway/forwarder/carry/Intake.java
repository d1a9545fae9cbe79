package io.clickway.forwarder.carry;

import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.EventStream;
import io.clickway.forwarder.stream.StreamEntry;
import io.clickway.forwarder.stream.StreamUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream and knows every entry that is in hand, from its reading to its acknowledgement. What is pending with
 * this consumer comes first, and again after each trouble with Redis: an answer that got lost may have held entries.
 * Those in hand are passed over.
 */
final class Intake {

    /** Ids in one acknowledgement. */
    private static final int ACK_COUNT = 500;

    private final EventStream stream;
    private final ReadSize readSize;
    private final CarryFigures figures;
    private final Set<EntryId> inHand = new HashSet<>();
    private final Queue<StreamEntry> inbox = new ArrayDeque<>();
    private final Queue<EntryId> toAcknowledge = new ArrayDeque<>();
    /** Where reading the own pending entries goes on; null when all are read. */
    private @Nullable EntryId pendingAfter = EntryId.START;

    Intake(EventStream stream, CarryRules rules, CarryFigures figures) {
        this.stream = stream;
        this.readSize = new ReadSize(rules.readCount());
        this.figures = figures;
    }

    /** The next entry to carry, or null. */
    @Nullable
    StreamEntry peek() {
        return inbox.peek();
    }

    void remove() {
        inbox.remove();
    }

    boolean isEmpty() {
        return inbox.isEmpty();
    }

    boolean hasReadPending() {
        return pendingAfter == null;
    }

    boolean hasAcknowledged() {
        return toAcknowledge.isEmpty();
    }

    /** How many entries to ask for at once. */
    int readCount() {
        return readSize.count();
    }

    /** Compares what is in hand with what is pending, and reads the pending ones again if some were never seen. */
    void comparePending(long pending) {
        if (pending > inHand.size()) {
            readPendingAgain();
        }
    }

    void readPendingAgain() {
        pendingAfter = EntryId.START;
    }

    /** Entries in hand whose place is with another instance now. */
    void abandon() {
        inHand.clear();
        inbox.clear();
        toAcknowledge.clear();
        readPendingAgain();
    }

    /** The broker answers for these entries. */
    void delivered(Collection<EntryId> entries) {
        toAcknowledge.addAll(entries);
    }

    /**
     * Reads once: pending entries or, when all of those are read, new ones, for which it waits.
     *
     * @return whether more may be there already
     */
    boolean read(Duration wait) throws StreamUnavailableException {
        int asked = readSize.count();
        var after = pendingAfter;
        if (after == null) {
            var fresh = stream.readNew(asked, wait);
            accept(fresh);
            return fresh.isEmpty() || fresh.size() >= asked;
        }
        var pending = stream.readOwnPending(after, asked);
        pendingAfter = pending.isEmpty() ? null : pending.getLast().id();
        accept(pending);
        return true;
    }

    void accept(List<StreamEntry> entries) {
        readSize.read(entries);
        for (var entry : entries) {
            if (inHand.add(entry.id())) {
                figures.entriesRead.incrementAndGet();
                if (entry.isGone()) {
                    figures.entriesGone.incrementAndGet();
                    toAcknowledge.add(entry.id());
                } else {
                    inbox.add(entry);
                }
            }
        }
    }

    /** Acknowledges all that was delivered. What couldn't be acknowledged stays for the next time. */
    void acknowledge() throws StreamUnavailableException {
        while (!toAcknowledge.isEmpty()) {
            var some = new ArrayList<EntryId>(Math.min(ACK_COUNT, toAcknowledge.size()));
            for (var id : toAcknowledge) {
                if (some.size() == ACK_COUNT) {
                    break;
                }
                some.add(id);
            }
            figures.entriesAcknowledged.addAndGet(stream.acknowledge(some));
            for (var id : some) {
                toAcknowledge.remove();
                inHand.remove(id);
            }
        }
    }
}
