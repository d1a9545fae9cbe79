package io.clickway.warehouse.ingest;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.quarantine.Quarantined;
import io.clickway.warehouse.rollup.ClickTally;
import io.clickway.warehouse.rollup.Placements;
import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredRow;
import io.clickway.warehouse.store.StoredTable;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.WatermarkEvent;
import io.clickway.warehouse.watermark.WatermarkReading;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One attempt to store a handful of batches. Locks are always taken in the same order, whatever the instance: ledger rows by
 * source id, then quarantine by fingerprint. Rollups are only appended to, which locks nothing.
 */
final class IngestTransaction {

    private final StoreTransaction transaction;
    private final Set<StoredDay> closedDays;
    private final boolean bisects;
    private final Placements placements;
    private final Consumer<Failpoint> failpoints;
    private final Map<QuarantineCause, Long> causes = new EnumMap<>(QuarantineCause.class);
    private final List<StoredRow.ClickRow> addressed = new ArrayList<>();
    private long clicks;
    private long watermarks;

    /** @param bisects whether rows that Postgres refuses are looked for one by one instead of failing the transaction */
    IngestTransaction(
            StoreTransaction transaction,
            Set<StoredDay> closedDays,
            boolean bisects,
            Placements placements,
            Consumer<Failpoint> failpoints) {
        this.transaction = transaction;
        this.closedDays = closedDays;
        this.bisects = bisects;
        this.placements = placements;
        this.failpoints = failpoints;
    }

    /** Everything but the commit. */
    Ingested store(List<UnpackedBatch> batches) throws SQLException {
        var sorting = new Sorting(transaction.lock(sources(batches)), closedDays);
        batches.forEach(sorting::sort);
        var repeated = new RepeatedEvents(transaction, sorting);
        repeated.resolve(closedDays);
        failpoints.accept(Failpoint.BEFORE_COPY);
        var tally = copyRows(sorting);
        copyAddresses();
        failpoints.accept(Failpoint.AFTER_COPY);
        keepAside(sorting);
        var entries = sorting.books().stream().map(SourceBook::settle).toList();
        transaction.write(entries);
        transaction.add(tally);
        failpoints.accept(Failpoint.BEFORE_COMMIT);
        return new Ingested(
                batches.size(),
                clicks,
                watermarks,
                entries.stream().mapToLong(SourceBook.Entry::duplicates).sum(),
                entries.stream().mapToLong(SourceBook.Entry::late).sum(),
                causes,
                ended(sorting, entries),
                repeated.healed(),
                repeated.conflicts());
    }

    private static List<SourceId> ended(Sorting sorting, List<SourceBook.Entry> entries) {
        var numbers = new HashSet<Integer>();
        entries.stream().filter(SourceBook.Entry::endedNow).forEach(entry -> numbers.add(entry.sourceNo()));
        return sorting.books().stream()
                .filter(book -> numbers.contains(book.sourceNo()))
                .map(SourceBook::source)
                .toList();
    }

    /** Every source the batches speak of, and its region. */
    private static SortedMap<SourceId, String> sources(List<UnpackedBatch> batches) {
        var regions = new TreeMap<SourceId, String>();
        for (var batch : batches) {
            var region = batch.message().region();
            switch (batch) {
                case UnpackedBatch.Read read -> {
                    read.header().ranges().forEach(range -> regions.putIfAbsent(range.source(), region));
                    for (var event : read.events()) {
                        if (event instanceof WatermarkEvent watermark) {
                            WatermarkReading.ended(watermark.watermark())
                                    .forEach(source -> regions.putIfAbsent(source, region));
                        }
                    }
                }
                case UnpackedBatch.Unreadable whole ->
                    whole.ranges().forEach(range -> regions.putIfAbsent(range.source(), region));
            }
        }
        return regions;
    }

    private ClickTally copyRows(Sorting sorting) throws SQLException {
        var tally = new ClickTally(placements, transaction.sketchLog2m());
        for (var slot : sorting.rows().entrySet()) {
            var rows = slot.getValue();
            var refused = new IdentityHashMap<Sorting.Row, String>();
            if (bisects) {
                Bisection.storeGood(
                                rows,
                                part -> transaction.copyUnlessRefused(
                                        slot.getKey().table(), slot.getKey().day(), stored(part)))
                        .forEach(bad -> refused.put(bad.row(), bad.reason()));
            } else {
                transaction.copy(slot.getKey().table(), slot.getKey().day(), stored(rows));
            }
            for (var row : rows) {
                var reason = refused.get(row);
                if (reason == null) {
                    count(row, tally);
                } else {
                    sorting.refuse(row, reason);
                }
            }
        }
        return tally;
    }

    private void count(Sorting.Row row, ClickTally tally) {
        switch (row.row()) {
            case StoredRow.ClickRow click -> {
                row.book().countClick();
                clicks++;
                if (!click.event().click().getSealedAddress().isEmpty()) {
                    addressed.add(click);
                }
                tally.add(
                        row.batch().header().region(),
                        click.event().id().epochMillis(),
                        click.event().click());
            }
            case StoredRow.WatermarkRow watermark -> {
                row.book()
                        .countWatermark(WatermarkReading.heard(
                                watermark.event().place().seq(),
                                watermark.event().watermark()));
                watermarks++;
            }
            case StoredRow.AddressRow address -> throw new IllegalStateException("an address without its click");
        }
    }

    /** Beside the clicks that are stored now, unless their workspace keeps none or no longer. */
    private void copyAddresses() throws SQLException {
        if (addressed.isEmpty()) {
            return;
        }
        var since = transaction.keepAddressesSince(addressed.stream()
                .map(row -> row.event().click().getWorkspaceId())
                .collect(Collectors.toSet()));
        var days = new TreeMap<LocalDate, List<StoredRow>>();
        for (var row : addressed) {
            var from = since.get(row.event().click().getWorkspaceId());
            if (from != null && !row.event().id().time().isBefore(from)) {
                days.computeIfAbsent(Sorting.day(row.event()), _ -> new ArrayList<>())
                        .add(new StoredRow.AddressRow(row.sourceNo(), row.event()));
            }
        }
        for (var day : days.entrySet()) {
            transaction.copy(StoredTable.CLIENT_ADDRESSES, day.getKey(), day.getValue());
        }
    }

    private static List<StoredRow> stored(List<Sorting.Row> rows) {
        return rows.stream().map(Sorting.Row::row).toList();
    }

    private void keepAside(Sorting sorting) throws SQLException {
        var things = new ArrayList<Kept>();
        for (var aside : sorting.asides()) {
            var range = aside.thing().ranges().getFirst().seqs();
            things.add(new Kept(
                    aside.thing(),
                    aside.thing().fingerprint(),
                    aside.answers() ? Map.of(aside.book().sourceNo(), SeqRanges.of(List.of(range))) : Map.of()));
        }
        for (var whole : sorting.unreadable()) {
            things.add(keptWhole(sorting, whole));
        }
        things.sort((one, other) -> Arrays.compare(one.fingerprint(), other.fingerprint()));
        for (var kept : things) {
            transaction.keep(kept.thing(), kept.fresh());
            causes.merge(kept.thing().cause(), (long) Math.max(1, kept.thing().count()), Long::sum);
        }
    }

    private static Kept keptWhole(Sorting sorting, UnpackedBatch.Unreadable whole) {
        var message = whole.message();
        var thing = new Quarantined(
                message.region(),
                whole.batchId(),
                whole.ranges(),
                false,
                whole.cause(),
                whole.detail(),
                message.body(),
                message.type(),
                message.headers());
        var fresh = new HashMap<Integer, SeqRanges>();
        for (var range : whole.ranges()) {
            var book = sorting.bookOf(range.source());
            fresh.computeIfAbsent(book.sourceNo(), _ -> new SeqRanges()).addAll(book.quarantine(range.seqs()));
        }
        return new Kept(thing, thing.fingerprint(), fresh);
    }

    @SuppressWarnings("ArrayRecordComponent") // sorted by it, never compared for equality
    private record Kept(Quarantined thing, byte[] fingerprint, Map<Integer, SeqRanges> fresh) {}
}
