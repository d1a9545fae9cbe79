package io.clickway.warehouse.ingest;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.ledger.SourceBook;
import io.clickway.warehouse.quarantine.Quarantined;
import io.clickway.warehouse.rollup.ClickTally;
import io.clickway.warehouse.store.StoredEvents.Key;
import io.clickway.warehouse.store.StoredRow;
import io.clickway.warehouse.store.StoredTable;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One transaction on the books and the rows, its methods in the order in which they are called. After an exception nothing
 * of it has happened, but for {@link #commit}: then nobody knows. Used by one thread.
 */
public interface StoreTransaction extends AutoCloseable {

    /**
     * Locks the books of these sources in the order of their ids, entering those that are new.
     *
     * @param regionOf the region that each source is entered under when it is new
     */
    Map<SourceId, SourceBook> lock(SortedMap<SourceId, String> regionOf) throws SQLException;

    /** Ids of those that lie in the day's partition between these times; milliseconds since the epoch, both included. */
    Map<Key, UUID> find(StoredTable table, LocalDate day, Collection<Key> keys, long fromMillis, long toMillis)
            throws SQLException;

    /** Ids of those that lie in any partition since then. */
    Map<Key, UUID> findSince(StoredTable table, Collection<Key> keys, Instant since) throws SQLException;

    /** What these sources have in quarantine. */
    Kept lockKept(Collection<Integer> sourceNos) throws SQLException;

    /** All of them or, on an exception, none and no way but to close. */
    void copy(StoredTable table, LocalDate day, List<StoredRow> rows) throws SQLException;

    /** All of them, or none and why the data of one is bad; the transaction goes on either way. */
    Optional<String> copyUnlessRefused(StoredTable table, LocalDate day, List<StoredRow> rows) throws SQLException;

    /** Of those of these workspaces that keep full addresses, from which moment on. The others keep none. */
    Map<Integer, Instant> keepAddressesSince(Collection<Integer> workspaceIds) throws SQLException;

    /** @param fresh per source number, what of it the ledger had not received before */
    void keep(Quarantined thing, Map<Integer, SeqRanges> fresh) throws SQLException;

    void write(Collection<SourceBook.Entry> entries) throws SQLException;

    /** Size of the sketches that a tally needs: log2 of their registers. */
    int sketchLog2m();

    void add(ClickTally tally) throws SQLException;

    void commit() throws SQLException;

    /** Undoes whatever isn't committed. */
    @Override
    void close() throws SQLException;

    /** Numbers that lie in quarantine, of which some are taken out because they are stored now. */
    interface Kept {

        /** Whether the event lay in quarantine; if so it no longer does once {@link #write} is called. */
        boolean take(int sourceNo, long seq);

        /** The same, if it lay there with its whole batch and not alone. */
        boolean takeFromWhole(int sourceNo, long seq);

        void write() throws SQLException;
    }
}
