package io.clickway.warehouse.ingest;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.dictionary.References;
import io.clickway.warehouse.ledger.PostgresLedger;
import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.postgres.SqlFault;
import io.clickway.warehouse.quarantine.OpenRanges;
import io.clickway.warehouse.quarantine.PostgresQuarantine;
import io.clickway.warehouse.quarantine.Quarantined;
import io.clickway.warehouse.rollup.ClickTally;
import io.clickway.warehouse.rollup.PostgresRollups;
import io.clickway.warehouse.store.PartitionCopy;
import io.clickway.warehouse.store.StoredEvents;
import io.clickway.warehouse.store.StoredEvents.Key;
import io.clickway.warehouse.store.StoredRow;
import io.clickway.warehouse.store.StoredTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;

/** The tables of the data path within one transaction of one connection. */
final class PostgresTransaction implements StoreTransaction {

    private final Connection connection;
    private final PartitionCopy copy;
    private final PostgresLedger ledger = new PostgresLedger();
    private final StoredEvents stored = new StoredEvents();
    private final PostgresQuarantine quarantine = new PostgresQuarantine();
    private final PostgresRollups rollups = new PostgresRollups();
    private final AddressKeeping addresses = new AddressKeeping();
    private final boolean countsRepeats;
    private final int sketchLog2m;
    private boolean isOver;

    /**
     * @param connection without auto-commit; closed with the transaction
     * @param countsRepeats whether what came again is counted in the books
     * @param references of the clicks to come
     * @param sketchLog2m size of the database's sketches
     */
    PostgresTransaction(
            Connection connection,
            Consumer<Failpoint> failpoints,
            boolean countsRepeats,
            References.Book references,
            int sketchLog2m) {
        this.connection = connection;
        this.countsRepeats = countsRepeats;
        this.sketchLog2m = sketchLog2m;
        this.copy = new PartitionCopy(() -> failpoints.accept(Failpoint.IN_COPY), references);
    }

    @Override
    public Map<SourceId, SourceBook> lock(SortedMap<SourceId, String> regionOf) throws SQLException {
        return ledger.lock(connection, regionOf);
    }

    @Override
    public Map<Key, UUID> find(StoredTable table, LocalDate day, Collection<Key> keys, long fromMillis, long toMillis)
            throws SQLException {
        return stored.find(connection, table, day, keys, fromMillis, toMillis);
    }

    @Override
    public Map<Key, UUID> findSince(StoredTable table, Collection<Key> keys, Instant since) throws SQLException {
        return stored.findSince(connection, table, keys, since);
    }

    @Override
    public Kept lockKept(Collection<Integer> sourceNos) throws SQLException {
        var open = OpenRanges.lock(connection, sourceNos);
        return new Kept() {
            @Override
            public boolean take(int sourceNo, long seq) {
                return open.take(sourceNo, seq);
            }

            @Override
            public boolean takeFromWhole(int sourceNo, long seq) {
                return open.takeFromWhole(sourceNo, seq);
            }

            @Override
            public void write() throws SQLException {
                open.write(connection);
            }
        };
    }

    @Override
    public void copy(StoredTable table, LocalDate day, List<StoredRow> rows) throws SQLException {
        copy.copy(connection, table, day, rows);
    }

    @Override
    public Optional<String> copyUnlessRefused(StoredTable table, LocalDate day, List<StoredRow> rows)
            throws SQLException {
        var savepoint = connection.setSavepoint();
        try {
            copy(table, day, rows);
            connection.releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (SQLException failed) {
            if (SqlFault.of(failed) != SqlFault.DATA) {
                throw failed;
            }
            connection.rollback(savepoint);
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public Map<Integer, Instant> keepAddressesSince(Collection<Integer> workspaceIds) throws SQLException {
        return addresses.keepSince(connection, workspaceIds);
    }

    @Override
    public void keep(Quarantined thing, Map<Integer, SeqRanges> fresh) throws SQLException {
        quarantine.keep(connection, thing, fresh);
    }

    @Override
    public void write(Collection<SourceBook.Entry> entries) throws SQLException {
        ledger.write(
                connection,
                countsRepeats
                        ? entries
                        : entries.stream().map(SourceBook.Entry::withoutRepeats).toList());
    }

    @Override
    public int sketchLog2m() {
        return sketchLog2m;
    }

    @Override
    public void add(ClickTally tally) throws SQLException {
        rollups.add(connection, tally);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        isOver = true;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!isOver) {
                isOver = true;
                connection.rollback();
            }
        }
    }
}
