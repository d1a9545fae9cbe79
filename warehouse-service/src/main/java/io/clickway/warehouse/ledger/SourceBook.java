package io.clickway.warehouse.ledger;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's page of one source while a transaction holds its row locked: which numbers are new, what a watermark changes,
 * what is missing. Not thread-safe; thrown away with the transaction.
 */
public final class SourceBook {

    private final int sourceNo;
    private final SourceId source;
    private final SeqRanges received;
    private final SeqRanges absent;
    private final SeqRanges writtenOff;
    private final List<Heard> heardNow = new ArrayList<>();

    /** Numbers received one after the other, not yet in {@link #received}: saves a tree operation per event. */
    private long runFirst;

    private long runLast;

    private SourceState state;
    private long declared;
    private long watermarkSeq;
    private @Nullable Instant timeThrough;
    private @Nullable Instant completeTo;
    private SeqRanges spooled;
    private @Nullable Heard newest;
    private long storedClicks;
    private long storedWatermarks;
    private long quarantined;
    private long duplicates;
    private long late;
    private boolean endedNow;
    private final boolean hadQuarantined;
    private final Instant since;

    SourceBook(Page page) {
        this.sourceNo = page.sourceNo();
        this.source = page.source();
        this.received = page.received();
        this.absent = page.absent();
        this.writtenOff = page.writtenOff();
        this.state = page.state();
        this.declared = page.declared();
        this.watermarkSeq = page.watermarkSeq();
        this.timeThrough = page.timeThrough();
        this.completeTo = page.completeTo();
        this.spooled = page.spooled();
        this.hadQuarantined = page.quarantined() > 0;
        this.since = page.since();
    }

    public int sourceNo() {
        return sourceNo;
    }

    public SourceId source() {
        return source;
    }

    /** Whether anything of the source lay in quarantine before this transaction. */
    public boolean hadQuarantined() {
        return hadQuarantined;
    }

    /** No event of the source is stored under an earlier time. */
    public Instant since() {
        return since;
    }

    /** Whether the event with this number was neither received nor refused for good. */
    public boolean isNew(long seq) {
        return !(seq >= runFirst && seq <= runLast) && !received.contains(seq) && !absent.contains(seq);
    }

    public boolean isAbsent(long seq) {
        return absent.contains(seq);
    }

    /** Takes a new number as received; one of the three methods below then says what became of the event. */
    public void receive(long seq) {
        if (seq == runLast + 1 && runFirst > 0) {
            runLast = seq;
            return;
        }
        flushRun();
        runFirst = seq;
        runLast = seq;
    }

    public void countClick() {
        storedClicks++;
    }

    public void countWatermark(Heard heard) {
        storedWatermarks++;
        heardNow.add(heard);
    }

    public void countQuarantined() {
        quarantined++;
    }

    public void countDuplicate() {
        duplicates++;
    }

    /** An event came whose number was refused for good: late if it had been written off, else a duplicate. */
    public void countRefused(long seq) {
        if (writtenOff.contains(seq)) {
            late++;
        } else {
            duplicates++;
        }
    }

    /** An event that lay in quarantine is stored now. */
    public void countHealed() {
        quarantined--;
    }

    /** Takes the numbers of the range that are new as lying in quarantine, and says which these are. */
    public SeqRanges quarantine(SeqRange range) {
        flushRun();
        var fresh = SeqRanges.of(List.of(range));
        received.list().forEach(fresh::remove);
        absent.list().forEach(fresh::remove);
        fresh.list().forEach(received::add);
        quarantined += fresh.count();
        long lateNow = within(writtenOff, range).count();
        late += lateNow;
        duplicates += range.count() - fresh.count() - lateNow;
        return fresh;
    }

    /** These lie in quarantine and are refused for good. */
    public void discard(SeqRanges seqs) {
        flushRun();
        seqs.list().forEach(received::remove);
        absent.addAll(seqs);
        quarantined -= seqs.count();
    }

    /** Gives up what the source gave out and never arrived, its spool included, and says which numbers these are. */
    public SeqRanges writeOff() {
        flushRun();
        var known = SeqRanges.of(received.list());
        known.addAll(absent);
        if (!state.isOver()) {
            state = SourceState.ENDED;
        }
        declared = Math.max(declared, known.max());
        var lost = known.missingThrough(declared);
        absent.addAll(lost);
        writtenOff.addAll(lost);
        return lost;
    }

    /** Another source of the same data folder says that this one ended and its spool is drained. */
    public void end() {
        if (!state.isOver()) {
            state = SourceState.ENDED;
            endedNow = true;
        }
    }

    /** Draws the line under the transaction; call once, after the last event. */
    public Entry settle() {
        flushRun();
        var known = SeqRanges.of(received.list());
        known.addAll(absent);
        long covered = coveredThrough(known);
        for (var heard : heardNow) {
            hear(heard, covered);
        }
        if (state == SourceState.ENDED) {
            declared = Math.max(declared, known.max());
        }
        if (timeThrough != null && declared <= covered) {
            completeTo = later(completeTo, timeThrough);
        }
        var open = known.missingThrough(declared);
        long gaps = open.count();
        spooled.list().forEach(open::remove);
        long missing = open.count();
        return new Entry(
                sourceNo,
                received,
                absent,
                writtenOff,
                state,
                declared,
                watermarkSeq,
                timeThrough,
                completeTo,
                newest,
                storedClicks,
                storedWatermarks,
                quarantined,
                duplicates,
                late,
                missing,
                gaps - missing,
                endedNow);
    }

    private void hear(Heard heard, long covered) {
        declared = Math.max(declared, heard.seqThrough());
        state = state == SourceState.ENDED && !writtenOff.isEmpty() && heard.seq() > watermarkSeq
                ? heard.state() // given up for lost, and alive
                : state.orLater(heard.state());
        if (heard.seqThrough() <= covered) {
            completeTo = later(completeTo, heard.timeThrough());
        }
        if (heard.seq() > watermarkSeq) {
            watermarkSeq = heard.seq();
            timeThrough = later(timeThrough, heard.timeThrough());
            spooled = heard.spooled();
            newest = heard;
        }
    }

    private void flushRun() {
        if (runFirst > 0) {
            received.add(new SeqRange(runFirst, runLast));
            runFirst = 0;
            runLast = 0;
        }
    }

    private static SeqRanges within(SeqRanges set, SeqRange range) {
        var outside = SeqRanges.of(List.of(range));
        set.list().forEach(outside::remove);
        var inside = SeqRanges.of(List.of(range));
        outside.list().forEach(inside::remove);
        return inside;
    }

    private static long coveredThrough(SeqRanges known) {
        if (known.isEmpty()) {
            return 0;
        }
        var first = known.list().getFirst();
        return first.first() == 1 ? first.last() : 0;
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    /** The row as it was when it was locked. */
    record Page(
            int sourceNo,
            SourceId source,
            SeqRanges received,
            SeqRanges absent,
            SeqRanges writtenOff,
            SourceState state,
            long declared,
            long watermarkSeq,
            @Nullable Instant timeThrough,
            @Nullable Instant completeTo,
            SeqRanges spooled,
            long quarantined,
            Instant since) {}

    /**
     * What the transaction writes back: new values, and for the counters what is added.
     *
     * @param late what came although it was written off
     * @param newest the newest watermark of this transaction; null when there was none newer than those before
     * @param missing up to declared, without what is known to lie in the spool
     * @param inFlight up to declared, in the spool
     * @param endedNow whether the source was found dead in this transaction
     */
    public record Entry(
            int sourceNo,
            SeqRanges received,
            SeqRanges absent,
            SeqRanges writtenOff,
            SourceState state,
            long declared,
            long watermarkSeq,
            @Nullable Instant timeThrough,
            @Nullable Instant completeTo,
            @Nullable Heard newest,
            long storedClicks,
            long storedWatermarks,
            long quarantined,
            long duplicates,
            long late,
            long missing,
            long inFlight,
            boolean endedNow) {

        /** The same without what came again: a retry is no delivery. */
        public Entry withoutRepeats() {
            return new Entry(
                    sourceNo,
                    received,
                    absent,
                    writtenOff,
                    state,
                    declared,
                    watermarkSeq,
                    timeThrough,
                    completeTo,
                    newest,
                    storedClicks,
                    storedWatermarks,
                    quarantined,
                    0,
                    0,
                    missing,
                    inFlight,
                    endedNow);
        }
    }
}
