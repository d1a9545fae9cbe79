package io.clickway.warehouse.ingest;

import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.unpack.UnpackedBatch;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Begins transactions, and knows the days they can store into. Thread-safe. */
public interface StoreTransactions {

    /** @param batches what it is to store: what their rows refer to is committed before it begins */
    StoreTransaction begin(List<UnpackedBatch> batches) throws SQLException;

    /**
     * Makes room for those days that have none.
     *
     * @return days among them that take no rows any more, per table
     */
    Set<StoredDay> ensureDays(Collection<LocalDate> days) throws SQLException;

    /** Another process may have closed or dropped days. */
    void refreshDays() throws SQLException;
}
