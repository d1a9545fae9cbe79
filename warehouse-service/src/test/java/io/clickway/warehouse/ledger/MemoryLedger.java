package io.clickway.warehouse.ledger;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The rows of {@code edge_ledger} as a value: a transaction changes a copy, its commit puts the copy in place. */
public final class MemoryLedger {

    private final Map<SourceId, Line> lines = new HashMap<>();

    /** As by an identity column: given once, whether or not the transaction commits. */
    private final Map<SourceId, Integer> numbers;

    public MemoryLedger() {
        this(new HashMap<>());
    }

    private MemoryLedger(Map<SourceId, Integer> numbers) {
        this.numbers = numbers;
    }

    public MemoryLedger copy() {
        var copy = new MemoryLedger(numbers);
        copy.lines.putAll(lines);
        return copy;
    }

    public Map<SourceId, SourceBook> open(SortedMap<SourceId, String> regionOf) {
        var books = new HashMap<SourceId, SourceBook>();
        for (var source : regionOf.keySet()) {
            int number = numbers.computeIfAbsent(source, _ -> numbers.size() + 1);
            var line = lines.computeIfAbsent(source, id -> Line.empty(number, id));
            books.put(source, new SourceBook(line.page()));
        }
        return books;
    }

    public void write(SourceBook.Entry entry) {
        lines.replaceAll((_, line) -> line.sourceNo() == entry.sourceNo() ? line.after(entry) : line);
    }

    public @Nullable Line line(SourceId source) {
        return lines.get(source);
    }

    public List<Line> lines() {
        return List.copyOf(lines.values());
    }

    /** One source; nobody changes its ranges. */
    public record Line(
            int sourceNo,
            SourceId source,
            SeqRanges received,
            SourceState state,
            long declared,
            long watermarkSeq,
            @Nullable Instant timeThrough,
            @Nullable Instant completeTo,
            SeqRanges spooled,
            long storedClicks,
            long storedWatermarks,
            long quarantined,
            long duplicates,
            long missing,
            long inFlight) {

        static Line empty(int sourceNo, SourceId source) {
            return new Line(
                    sourceNo,
                    source,
                    new SeqRanges(),
                    SourceState.OPEN,
                    0,
                    0,
                    null,
                    null,
                    new SeqRanges(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0);
        }

        SourceBook.Page page() {
            return new SourceBook.Page(
                    sourceNo,
                    source,
                    SeqRanges.of(received.list()),
                    new SeqRanges(),
                    new SeqRanges(),
                    state,
                    declared,
                    watermarkSeq,
                    timeThrough,
                    completeTo,
                    SeqRanges.of(spooled.list()),
                    quarantined,
                    Instant.EPOCH);
        }

        Line after(SourceBook.Entry entry) {
            var newest = entry.newest();
            return new Line(
                    sourceNo,
                    source,
                    SeqRanges.of(entry.received().list()),
                    entry.state(),
                    entry.declared(),
                    entry.watermarkSeq(),
                    entry.timeThrough(),
                    entry.completeTo(),
                    newest == null ? spooled : newest.spooled(),
                    storedClicks + entry.storedClicks(),
                    storedWatermarks + entry.storedWatermarks(),
                    quarantined + entry.quarantined(),
                    duplicates + entry.duplicates(),
                    entry.missing(),
                    entry.inFlight());
        }
    }
}
