package io.clickway.edge.recover;

import io.clickway.edge.resort.EventSeal;
import io.clickway.edge.source.Commit;
import io.clickway.edge.spool.DrainPlan;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Opens the sealed events of logs and feeds them back in batches: neighbours of a source joined, what stands in a batch
 * twice only once. One thread.
 */
public final class Recovery {

    private static final int MAX_BATCH_EVENTS = 1_000;
    private static final int MAX_BATCH_BYTES = 512 * 1024;

    /** How much other text may be stuck to the end of a sealed event and still be told apart by trying. */
    private static final int MAX_GLUED = 64;

    private static final int QUANTUM = 4;

    /** Told of each event that can't be opened. */
    @FunctionalInterface
    public interface Complaints {
        /** @param line counted from 1 */
        void damaged(String file, long line, String reason);
    }

    /**
     * What came of it.
     *
     * @param found beginnings of sealed events
     * @param opened of them, whole and authentic
     * @param repeated of those opened, the same as another of their batch
     * @param appended events that the stream has taken
     */
    public record Counts(long found, long opened, long damaged, long repeated, long appended, long entries) {}

    private final EventSeal seal;
    private final Feed feed;
    private final Complaints complaints;
    private final List<Commit> batch = new ArrayList<>();
    private int batchBytes;
    private long found;
    private long opened;
    private long damaged;
    private long repeated;
    private long appended;
    private long entries;

    public Recovery(EventSeal seal, Feed feed, Complaints complaints) {
        this.seal = seal;
        this.feed = feed;
        this.complaints = complaints;
    }

    /**
     * Feeds what the log holds.
     *
     * @throws IOException when the log can't be read on or the stream doesn't take a batch; {@link #counts} tells how far it
     *     came, and doing it again does no harm
     */
    public void read(String file, InputStream log) throws IOException {
        SealedLineReader.read(log, (line, text) -> {
            found++;
            var commit = open(text);
            if (commit.isPresent()) {
                take(commit.get());
            } else {
                damaged++;
                complaints.damaged(file, line, reason(text));
            }
        });
        flush();
    }

    public Counts counts() {
        return new Counts(found, opened, damaged, repeated, appended, entries);
    }

    /** First as it stands, then without what may be the beginning of other text. */
    private Optional<Commit> open(String text) {
        for (int glued = 0; glued <= Math.min(MAX_GLUED, text.length()); glued++) {
            int length = text.length() - glued;
            if (length % QUANTUM == 0) {
                var commit = openExactly(text.substring(0, length));
                if (commit.isPresent()) {
                    return commit;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Commit> openExactly(String text) {
        try {
            var event = seal.open(EventSeal.PREFIX + text);
            EventFrame.split(event.frame(), 1, (_, _, _) -> {});
            return event.seq() < 1
                    ? Optional.empty()
                    : Optional.of(new Commit(event.source(), event.seq(), 1, event.frame()));
        } catch (IllegalArgumentException | EventFrameException unreadable) {
            return Optional.empty();
        }
    }

    private String reason(String text) {
        if (text.length() >= SealedLineReader.MAX_TEXT) {
            return "longer than an event can be";
        }
        try {
            seal.open(EventSeal.PREFIX + text);
            return "it holds no event";
        } catch (IllegalArgumentException why) {
            return String.valueOf(why.getMessage());
        }
    }

    private void take(Commit event) throws IOException {
        opened++;
        batch.add(event);
        batchBytes += event.frame().length;
        if (batch.size() >= MAX_BATCH_EVENTS || batchBytes >= MAX_BATCH_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        batch.sort(Comparator.comparingLong((Commit event) -> event.source().bits())
                .thenComparingLong(Commit::firstSeq));
        var once = new ArrayList<Commit>();
        for (var event : batch) {
            if (once.isEmpty()
                    || !once.getLast().source().equals(event.source())
                    || once.getLast().firstSeq() != event.firstSeq()) {
                once.add(event);
            }
        }
        var joined = DrainPlan.join(once);
        feed.append(joined);
        repeated += batch.size() - once.size();
        appended += once.size();
        entries += joined.size();
        batch.clear();
        batchBytes = 0;
    }
}
