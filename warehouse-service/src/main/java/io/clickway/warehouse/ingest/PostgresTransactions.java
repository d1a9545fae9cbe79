package io.clickway.warehouse.ingest;

import io.clickway.warehouse.dictionary.Dictionaries;
import io.clickway.warehouse.dictionary.References;
import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.rollup.PostgresRollups;
import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Transactions on connections of a pool, and partitions as their days. */
public final class PostgresTransactions implements StoreTransactions {

    private final DataSource dataSource;
    private final PostgresPartitions partitions;
    private final Consumer<Failpoint> failpoints;
    private final boolean countsRepeats;
    private final Optional<Dictionaries> dictionaries;
    /** 0 before it was read. */
    private volatile int sketchLog2m;

    /** @param failpoints told of each step; in production it does nothing */
    public PostgresTransactions(
            DataSource dataSource,
            PostgresPartitions partitions,
            Dictionaries dictionaries,
            Consumer<Failpoint> failpoints) {
        this(dataSource, partitions, failpoints, true, Optional.of(dictionaries));
    }

    /** Each row carries its values itself. */
    public PostgresTransactions(DataSource dataSource, PostgresPartitions partitions, Consumer<Failpoint> failpoints) {
        this(dataSource, partitions, failpoints, true, Optional.empty());
    }

    private PostgresTransactions(
            DataSource dataSource,
            PostgresPartitions partitions,
            Consumer<Failpoint> failpoints,
            boolean countsRepeats,
            Optional<Dictionaries> dictionaries) {
        this.dataSource = dataSource;
        this.partitions = partitions;
        this.failpoints = failpoints;
        this.countsRepeats = countsRepeats;
        this.dictionaries = dictionaries;
    }

    /**
     * For what is tried again from quarantine: nothing was delivered, so no duplicate is counted in the books. What comes so rarely
     * repeats nothing: its rows carry their values themselves.
     */
    public static PostgresTransactions forRetries(DataSource dataSource, PostgresPartitions partitions) {
        return new PostgresTransactions(dataSource, partitions, _ -> {}, false, Optional.empty());
    }

    @Override
    public StoreTransaction begin(List<UnpackedBatch> batches) throws SQLException {
        var references = dictionaries.isPresent() ? dictionaries.get().refer(clicks(batches)) : References.Book.EMPTY;
        var connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(false);
            if (sketchLog2m == 0) {
                sketchLog2m = PostgresRollups.sketchLog2m(connection);
            }
            return new PostgresTransaction(connection, failpoints, countsRepeats, references, sketchLog2m);
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    private static List<ClickEvent> clicks(List<UnpackedBatch> batches) {
        var clicks = new ArrayList<ClickEvent>();
        for (var batch : batches) {
            if (batch instanceof UnpackedBatch.Read read) {
                for (var event : read.events()) {
                    if (event instanceof ClickEvent click) {
                        clicks.add(click);
                    }
                }
            }
        }
        return clicks;
    }

    @Override
    public Set<StoredDay> ensureDays(Collection<LocalDate> days) throws SQLException {
        return partitions.ensure(days);
    }

    @Override
    public void refreshDays() throws SQLException {
        partitions.refresh();
    }
}
