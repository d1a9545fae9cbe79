package io.clickway.warehouse.ingest;

import io.clickway.id.SourceId;
import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.quarantine.Quarantined;
import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredRow;
import io.clickway.warehouse.store.StoredTable;
import io.clickway.warehouse.unpack.EventPlace;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent;
import io.clickway.warehouse.unpack.UnpackedEvent.BadEvent;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import io.clickway.warehouse.unpack.UnpackedEvent.Readable;
import io.clickway.warehouse.unpack.UnpackedEvent.WatermarkEvent;
import io.clickway.warehouse.watermark.WatermarkReading;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What becomes of each event of a transaction, told by the books: a row, a thing for quarantine, or a duplicate. Pure; used
 * by one transaction and thrown away.
 */
final class Sorting {

    private static final long DAY_MILLIS = 86_400_000L;

    private final Map<SourceId, SourceBook> books;
    private final Set<StoredDay> closedDays;
    private final Map<StoredDay, List<Row>> rows = new TreeMap<>();
    private final List<Aside> asides = new ArrayList<>();
    private final List<UnpackedBatch.Unreadable> unreadable = new ArrayList<>();
    private final List<Repeated> repeated = new ArrayList<>();
    private final List<RepeatedBad> repeatedBad = new ArrayList<>();

    Sorting(Map<SourceId, SourceBook> books, Set<StoredDay> closedDays) {
        this.books = books;
        this.closedDays = closedDays;
    }

    void sort(UnpackedBatch batch) {
        switch (batch) {
            case UnpackedBatch.Read read -> {
                for (var event : read.events()) {
                    sort(read, event);
                }
            }
            case UnpackedBatch.Unreadable whole -> unreadable.add(whole);
        }
    }

    private void sort(UnpackedBatch.Read batch, UnpackedEvent event) {
        var book = bookOf(event.place());
        if (event instanceof WatermarkEvent watermark) {
            for (var ended : WatermarkReading.ended(watermark.watermark())) {
                bookOf(ended).end();
            }
        }
        long seq = event.place().seq();
        if (!book.isNew(seq)) {
            if (book.isAbsent(seq)) {
                book.countRefused(seq);
            } else if (event instanceof Readable readable) {
                repeated.add(new Repeated(batch, book, readable));
            } else if (event instanceof BadEvent bad) {
                repeatedBad.add(new RepeatedBad(batch, book, bad));
            }
            return;
        }
        switch (event) {
            case Readable readable -> {
                if (closedDays.contains(storedDay(readable))) {
                    setAside(batch, book, closed(readable));
                } else {
                    book.receive(seq);
                    store(batch, book, readable);
                }
            }
            case BadEvent bad -> setAside(batch, book, bad);
        }
    }

    private void setAside(UnpackedBatch.Read batch, SourceBook book, BadEvent bad) {
        book.receive(bad.place().seq());
        book.countQuarantined();
        asides.add(new Aside(book, thing(batch, bad), true));
    }

    /** A bad event of a batch that used to be unreadable: from now on it lies in quarantine by itself. */
    void setAsideAlone(RepeatedBad repeated) {
        repeated.book().countQuarantined();
        asides.add(new Aside(repeated.book(), thing(repeated.batch(), repeated.event()), true));
    }

    /** The event becomes a row of its day; the caller has settled what the books say of its number. */
    void store(UnpackedBatch.Read batch, SourceBook book, Readable event) {
        var row = switch (event) {
            case ClickEvent click -> new StoredRow.ClickRow(book.sourceNo(), click);
            case WatermarkEvent watermark -> new StoredRow.WatermarkRow(book.sourceNo(), watermark);
        };
        rows.computeIfAbsent(storedDay(event), _ -> new ArrayList<>()).add(new Row(batch, book, row));
    }

    /** The event goes into quarantine beside the one that has its number; it answers for nothing in the books. */
    void setAsideBeside(UnpackedBatch.Read batch, SourceBook book, Readable event) {
        book.countDuplicate();
        var bad = new BadEvent(
                event.place(), QuarantineCause.SEQ_TAKEN, "another event of the source with this number is stored");
        asides.add(new Aside(book, thing(batch, bad), false));
    }

    /** A row that Postgres refused goes into quarantine; its number stays received. */
    void refuse(Row row, String reason) {
        row.book().countQuarantined();
        var bad = new BadEvent(
                row.row().event().place(), QuarantineCause.REFUSED_BY_STORE, "Postgres refused it: " + reason);
        asides.add(new Aside(row.book(), thing(row.batch(), bad), true));
    }

    /** Whether an event of this transaction with the same number stands in quarantine for it. */
    boolean isAside(Repeated repeated) {
        var place = repeated.event().place();
        return asides.stream()
                .filter(Aside::answers)
                .anyMatch(aside -> aside.book() == repeated.book()
                        && aside.thing().ranges().getFirst().first() == place.seq());
    }

    static BadEvent closed(Readable event) {
        return new BadEvent(event.place(), QuarantineCause.DAY_CLOSED, "the day " + day(event) + " is closed");
    }

    private static Quarantined thing(UnpackedBatch.Read batch, BadEvent bad) {
        return new Quarantined(
                batch.header().region(),
                Optional.of(batch.header().batchId()),
                bad.place().range(),
                true,
                bad.cause(),
                bad.detail(),
                bad.place().bytes(),
                batch.message().type(),
                batch.message().headers());
    }

    Map<StoredDay, List<Row>> rows() {
        return rows;
    }

    List<Aside> asides() {
        return asides;
    }

    List<UnpackedBatch.Unreadable> unreadable() {
        return unreadable;
    }

    List<Repeated> repeated() {
        return repeated;
    }

    List<RepeatedBad> repeatedBad() {
        return repeatedBad;
    }

    Collection<SourceBook> books() {
        return books.values();
    }

    SourceBook bookOf(SourceId source) {
        var book = books.get(source);
        if (book == null) {
            throw new IllegalStateException("source " + source + " was not locked");
        }
        return book;
    }

    private SourceBook bookOf(EventPlace place) {
        return bookOf(place.source());
    }

    static LocalDate day(Readable event) {
        return LocalDate.ofEpochDay(Math.floorDiv(event.id().epochMillis(), DAY_MILLIS));
    }

    /** Where it is stored. */
    static StoredDay storedDay(Readable event) {
        var table = event instanceof WatermarkEvent ? StoredTable.WATERMARKS : StoredTable.CLICKS;
        return new StoredDay(table, day(event));
    }

    record Row(UnpackedBatch.Read batch, SourceBook book, StoredRow row) {}

    /** @param answers whether the thing in quarantine stands for the number of its event in the books */
    record Aside(SourceBook book, Quarantined thing, boolean answers) {}

    /** An event whose number was received before. */
    record Repeated(UnpackedBatch.Read batch, SourceBook book, Readable event) {}

    /** The same, and no row can be made of it. */
    record RepeatedBad(UnpackedBatch.Read batch, SourceBook book, BadEvent event) {}
}
