package io.clickway.warehouse.simulation;

import io.clickway.batch.SourceRange;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.ingest.StoreTransaction;
import io.clickway.warehouse.ingest.StoreTransactions;
import io.clickway.warehouse.ledger.MemoryLedger;
import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.quarantine.Quarantined;
import io.clickway.warehouse.rollup.ClickTally;
import io.clickway.warehouse.rollup.Tallies;
import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredEvents.Key;
import io.clickway.warehouse.store.StoredRow;
import io.clickway.warehouse.store.StoredTable;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Books, rows, quarantine and rollups with transactions as Postgres has them: row locks per source, all or nothing, sessions
 * that the server ends when their client is silent, commits whose answer is lost. The books themselves are the production
 * ones.
 */
final class FakeStore {

    /** The server ends a silent session in a transaction after this. */
    private static final Duration SILENCE = Duration.ofSeconds(17);

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    static final String REFUSED = "refused by the store";

    private final World world;
    private MemoryLedger ledger = new MemoryLedger();
    private final Map<Key, List<UUID>> clicks = new HashMap<>();
    private final Map<Key, List<UUID>> watermarks = new HashMap<>();
    private final Map<String, KeptThing> kept = new TreeMap<>();
    private final Map<SourceId, Transaction> locks = new HashMap<>();
    private final List<Transaction> open = new ArrayList<>();
    private final Runnable afterCommit;
    private long counted;
    boolean isAway;

    /** @param afterCommit looks whether everything is in order */
    FakeStore(World world, Runnable afterCommit) {
        this.world = world;
        this.afterCommit = afterCommit;
    }

    /** A thing in quarantine and the numbers it answers for. */
    record KeptThing(Quarantined thing, Map<Integer, SeqRanges> ranges) {}

    MemoryLedger ledger() {
        return ledger;
    }

    Map<Key, List<UUID>> clicks() {
        return clicks;
    }

    Map<Key, List<UUID>> watermarks() {
        return watermarks;
    }

    Collection<KeptThing> kept() {
        return kept.values();
    }

    long counted() {
        return counted;
    }

    /** Whether every number of these is in the books. */
    boolean hasReceived(List<SourceRange> ranges) {
        return ranges.stream().allMatch(range -> {
            var line = ledger.line(range.source());
            return line != null && line.received().containsAll(range.seqs());
        });
    }

    void endSessionsOf(FakeInstance owner) {
        List.copyOf(open).stream().filter(session -> session.owner == owner).forEach(Transaction::end);
    }

    StoreTransactions transactionsOf(FakeInstance owner) {
        return new StoreTransactions() {
            @Override
            public StoreTransaction begin(List<UnpackedBatch> batches) throws SQLException {
                owner.interrupt();
                if (isAway || world.fault(0.02)) {
                    world.advance(world.upTo(world.chance(0.1) ? 60_000 : 50));
                    throw new SQLException("fake store: refused", world.chance(0.5) ? "53300" : "08001");
                }
                return new Transaction(owner);
            }

            @Override
            public Set<StoredDay> ensureDays(Collection<LocalDate> days) throws SQLException {
                owner.interrupt();
                if (world.fault(0.003)) {
                    throw new SQLException("fake store: no days", "55P03");
                }
                return Set.of();
            }

            @Override
            public void refreshDays() {}
        };
    }

    private final class Transaction implements StoreTransaction {

        private final FakeInstance owner;
        private final TreeMap<SourceId, String> mine = new TreeMap<>();
        private final Set<Integer> myNumbers = new HashSet<>();
        private final List<StoredRow> copied = new ArrayList<>();
        private final Map<String, KeptThing> keptNow = new TreeMap<>();
        private final List<SourceBook.Entry> entries = new ArrayList<>();
        private long countedNow;
        private boolean hasEnded;
        private boolean isCommitted;

        Transaction(FakeInstance owner) {
            this.owner = owner;
            open.add(this);
        }

        /** The server's side of the end: nothing of it stays. */
        private void end() {
            hasEnded = true;
            open.remove(this);
            locks.values().removeIf(holder -> holder == this);
        }

        /** Between any two statements: a crash, a freeze, a slow answer, the end of the session. */
        private void talk() throws SQLException {
            owner.interrupt();
            if (world.fault(0.01)) {
                world.letOthersRun(world.upTo(world.chance(0.1) ? 5_000 : 100));
            }
            if (!hasEnded && world.fault(0.004)) {
                end();
            }
            if (hasEnded) {
                throw new SQLException("fake store: the session is gone", "57P01");
            }
        }

        @Override
        public Map<SourceId, SourceBook> lock(SortedMap<SourceId, String> regionOf) throws SQLException {
            talk();
            for (var source : regionOf.keySet()) {
                waitFor(locks.get(source));
                locks.put(source, this);
                mine.put(source, regionOf.getOrDefault(source, ""));
                talk();
            }
            var books = ledger.copy().open(regionOf);
            books.values().forEach(book -> myNumbers.add(book.sourceNo()));
            return books;
        }

        /** Who holds it stands below on the stack, frozen or slow: it can't go on before this one gives up. */
        private void waitFor(@Nullable Transaction holder) throws SQLException {
            if (holder == null || holder == this) {
                return;
            }
            long since = world.nanos();
            while (locks.containsValue(holder)) {
                if (holder.owner.silentFor().compareTo(SILENCE) > 0) {
                    holder.end();
                } else if (world.nanos() - since > LOCK_TIMEOUT.toNanos()) {
                    end();
                    throw new SQLException("fake store: lock timeout", "55P03");
                } else {
                    world.advance(Duration.ofMillis(500));
                }
            }
        }

        @Override
        public Map<Key, UUID> find(
                StoredTable table, LocalDate day, Collection<Key> keys, long fromMillis, long toMillis)
                throws SQLException {
            return findSince(table, keys, Instant.EPOCH);
        }

        @Override
        public Map<Key, UUID> findSince(StoredTable table, Collection<Key> keys, Instant since) throws SQLException {
            talk();
            var found = new HashMap<Key, UUID>();
            for (var key : keys) {
                var ids = rows(table).get(key);
                if (ids != null) {
                    found.put(key, ids.getFirst());
                }
            }
            return found;
        }

        @Override
        public Kept lockKept(Collection<Integer> sourceNos) throws SQLException {
            talk();
            return new Kept() {
                @Override
                public boolean take(int sourceNo, long seq) {
                    return take(sourceNo, seq, false);
                }

                @Override
                public boolean takeFromWhole(int sourceNo, long seq) {
                    return take(sourceNo, seq, true);
                }

                private boolean take(int sourceNo, long seq, boolean onlyWhole) {
                    if (!sourceNos.contains(sourceNo)) {
                        return false;
                    }
                    for (var entry : kept.entrySet()) {
                        var thing = keptNow.getOrDefault(entry.getKey(), entry.getValue());
                        var ranges = thing.ranges().get(sourceNo);
                        if (ranges != null
                                && ranges.contains(seq)
                                && !(onlyWhole && thing.thing().event())) {
                            keptNow.put(entry.getKey(), without(thing, sourceNo, seq));
                            return true;
                        }
                    }
                    return false;
                }

                @Override
                public void write() throws SQLException {
                    talk();
                }
            };
        }

        private static KeptThing without(KeptThing thing, int sourceNo, long seq) {
            var ranges = new HashMap<>(thing.ranges());
            var left = SeqRanges.of(
                    thing.ranges().getOrDefault(sourceNo, new SeqRanges()).list());
            left.remove(new SeqRange(seq, seq));
            ranges.put(sourceNo, left);
            return new KeptThing(thing.thing(), ranges);
        }

        @Override
        public void copy(StoredTable table, LocalDate day, List<StoredRow> rows) throws SQLException {
            talk();
            if (rows.stream().anyMatch(FakeStore::isRefused)) {
                throw new SQLException(REFUSED, "22000");
            }
            copied.addAll(rows);
        }

        @Override
        public Optional<String> copyUnlessRefused(StoredTable table, LocalDate day, List<StoredRow> rows)
                throws SQLException {
            talk();
            if (rows.stream().anyMatch(FakeStore::isRefused)) {
                return Optional.of(REFUSED);
            }
            copied.addAll(rows);
            return Optional.empty();
        }

        /** Nobody keeps addresses here: the simulation is about the books. */
        @Override
        public Map<Integer, Instant> keepAddressesSince(Collection<Integer> workspaceIds) throws SQLException {
            talk();
            return Map.of();
        }

        @Override
        public void keep(Quarantined thing, Map<Integer, SeqRanges> fresh) throws SQLException {
            talk();
            var name = HexFormat.of().formatHex(thing.fingerprint());
            var before = keptNow.getOrDefault(name, kept.getOrDefault(name, new KeptThing(thing, Map.of())));
            var ranges = new HashMap<>(before.ranges());
            fresh.forEach((source, added) -> {
                var sum = SeqRanges.of(
                        ranges.getOrDefault(source, new SeqRanges()).list());
                sum.addAll(added);
                ranges.put(source, sum);
            });
            keptNow.put(name, new KeptThing(thing, ranges));
        }

        @Override
        public void write(Collection<SourceBook.Entry> settled) throws SQLException {
            talk();
            entries.addAll(settled);
        }

        @Override
        public int sketchLog2m() {
            return 15;
        }

        @Override
        public void add(ClickTally tally) throws SQLException {
            talk();
            countedNow += Tallies.clicks(tally);
        }

        @Override
        public void commit() throws SQLException {
            talk();
            apply();
            end();
            isCommitted = true;
            afterCommit.run();
            owner.interrupt();
            if (world.fault(0.01)) {
                world.letOthersRun(world.upTo(200));
                throw new SQLException("fake store: the answer to the commit is lost", "08006");
            }
        }

        /** Sources entered by others meanwhile stay; the ones locked here are changed by nobody else. */
        private void apply() {
            var next = ledger.copy();
            next.open(mine);
            entries.forEach(entry -> next.write(entry));
            ledger = next;
            for (var row : copied) {
                rows(row.table())
                        .computeIfAbsent(
                                new Key(row.sourceNo(), row.event().place().seq()), _ -> new ArrayList<>(1))
                        .add(row.event().id().uuid());
            }
            keptNow.forEach((name, thing) -> {
                var ranges = new HashMap<>(kept.getOrDefault(name, new KeptThing(thing.thing(), Map.of()))
                        .ranges());
                thing.ranges().forEach((source, seqs) -> {
                    if (myNumbers.contains(source)) {
                        ranges.put(source, seqs);
                    }
                });
                kept.put(name, new KeptThing(thing.thing(), ranges));
            });
            counted += countedNow;
        }

        @Override
        public void close() {
            if (!isCommitted) {
                end();
            }
        }
    }

    private Map<Key, List<UUID>> rows(StoredTable table) {
        return switch (table) {
            case CLICKS -> clicks;
            case WATERMARKS -> watermarks;
            case CLIENT_ADDRESSES -> throw new IllegalArgumentException("an address is no event");
        };
    }

    private static boolean isRefused(StoredRow row) {
        return row.event() instanceof ClickEvent click
                && click.click().getSubsCount() > 0
                && click.click().getSubs(0).equals(REFUSED);
    }
}
