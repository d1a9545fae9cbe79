package io.clickway.warehouse.ingest;

import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredEvents.Key;
import io.clickway.warehouse.store.StoredTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Looks behind each event whose number the books hold as received. Nearly always it is stored and this is a copy. A copy of
 * something in quarantine that came in good shape is stored after all, and a bad event that lay there with its whole batch lies
 * there alone from now on; another event under the same number goes to
 * quarantine; and what lies nowhere although the books say so is stored: removing duplicates must never lose an event.
 */
final class RepeatedEvents {

    /** What is further apart is looked up apart: a look-up reads all pages between its first and its last time. */
    private static final Duration NEAR = Duration.ofSeconds(60);

    private final StoreTransaction transaction;
    private final Sorting sorting;
    private long healed;
    private long conflicts;

    RepeatedEvents(StoreTransaction transaction, Sorting sorting) {
        this.transaction = transaction;
        this.sorting = sorting;
    }

    void resolve(Set<StoredDay> closedDays) throws SQLException {
        if (sorting.repeated().isEmpty() && sorting.repeatedBad().isEmpty()) {
            return;
        }
        var inHand = inHand();
        var bySlot = new TreeMap<StoredDay, List<Sorting.Repeated>>();
        for (var repeated : sorting.repeated()) {
            var day = Sorting.storedDay(repeated.event());
            var twin = inHand.get(key(repeated));
            if (twin != null) {
                judge(repeated, twin);
            } else if (closedDays.contains(day)) {
                repeated.book().countDuplicate();
            } else {
                bySlot.computeIfAbsent(day, _ -> new ArrayList<>()).add(repeated);
            }
        }
        var unfound = new ArrayList<Sorting.Repeated>();
        for (var slot : bySlot.entrySet()) {
            unfound.addAll(probe(slot.getKey(), slot.getValue()));
        }
        if (!unfound.isEmpty() || !sorting.repeatedBad().isEmpty()) {
            resolveUnfound(unfound);
        }
    }

    long healed() {
        return healed;
    }

    long conflicts() {
        return conflicts;
    }

    /** Events of this very transaction, by their number. */
    private Map<Key, UUID> inHand() {
        var events = new HashMap<Key, UUID>();
        sorting.rows()
                .values()
                .forEach(rows -> rows.forEach(row -> events.put(
                        new Key(row.row().sourceNo(), row.row().event().place().seq()),
                        row.row().event().id().uuid())));
        return events;
    }

    private List<Sorting.Repeated> probe(StoredDay slot, List<Sorting.Repeated> repeated) throws SQLException {
        repeated.sort(Comparator.comparingLong(RepeatedEvents::millis));
        var found = new HashMap<Key, UUID>();
        var keys = new HashSet<Key>();
        long from = millis(repeated.getFirst());
        long to = from;
        for (var event : repeated) {
            if (millis(event) - to > NEAR.toMillis()) {
                found.putAll(transaction.find(slot.table(), slot.day(), keys, from, to));
                keys.clear();
                from = millis(event);
            }
            to = millis(event);
            keys.add(key(event));
        }
        found.putAll(transaction.find(slot.table(), slot.day(), keys, from, to));
        return judgeAll(repeated, found);
    }

    private static long millis(Sorting.Repeated repeated) {
        return repeated.event().id().epochMillis();
    }

    private void resolveUnfound(List<Sorting.Repeated> unfound) throws SQLException {
        var sources = new HashSet<Integer>();
        Stream.concat(
                        unfound.stream().map(Sorting.Repeated::book),
                        sorting.repeatedBad().stream().map(Sorting.RepeatedBad::book))
                .filter(SourceBook::hadQuarantined)
                .forEach(book -> sources.add(book.sourceNo()));
        var open = transaction.lockKept(sources);
        var lost = new ArrayList<Sorting.Repeated>();
        for (var repeated : unfound) {
            if (open.take(repeated.book().sourceNo(), repeated.event().place().seq())) {
                repeated.book().countHealed();
                sorting.store(repeated.batch(), repeated.book(), repeated.event());
                healed++;
            } else {
                lost.add(repeated);
            }
        }
        for (var bad : sorting.repeatedBad()) {
            if (open.takeFromWhole(bad.book().sourceNo(), bad.event().place().seq())) {
                bad.book().countHealed();
                sorting.setAsideAlone(bad);
            } else {
                bad.book().countDuplicate();
            }
        }
        open.write();
        restore(lost);
    }

    private void restore(List<Sorting.Repeated> unknown) throws SQLException {
        // What was healed a moment ago is in hand by now.
        var inHand = inHand();
        var lost = judgeAll(unknown, inHand);
        if (lost.isEmpty()) {
            return;
        }
        var keys = new HashSet<Key>();
        var since = lost.getFirst().book().since();
        for (var repeated : lost) {
            keys.add(key(repeated));
            since = repeated.book().since().isBefore(since) ? repeated.book().since() : since;
        }
        var found = new HashMap<Key, UUID>();
        for (var table : StoredTable.OF_EVENTS) {
            found.putAll(transaction.findSince(table, keys, since));
        }
        // The first of two copies is in hand when the second comes.
        for (var repeated : judgeAll(lost, found)) {
            var twin = inHand.get(key(repeated));
            if (twin != null) {
                judge(repeated, twin);
            } else if (sorting.isAside(repeated)) {
                sorting.setAsideBeside(repeated.batch(), repeated.book(), repeated.event());
            } else {
                sorting.store(repeated.batch(), repeated.book(), repeated.event());
                inHand.put(key(repeated), repeated.event().id().uuid());
                conflicts++;
            }
        }
    }

    private List<Sorting.Repeated> judgeAll(List<Sorting.Repeated> repeated, Map<Key, UUID> found) {
        var unfound = new ArrayList<Sorting.Repeated>();
        for (var event : repeated) {
            var twin = found.get(key(event));
            if (twin == null) {
                unfound.add(event);
            } else {
                judge(event, twin);
            }
        }
        return unfound;
    }

    private void judge(Sorting.Repeated repeated, UUID twin) {
        if (twin.equals(repeated.event().id().uuid())) {
            repeated.book().countDuplicate();
        } else {
            sorting.setAsideBeside(repeated.batch(), repeated.book(), repeated.event());
        }
    }

    private static Key key(Sorting.Repeated repeated) {
        return new Key(repeated.book().sourceNo(), repeated.event().place().seq());
    }
}
