package io.clickway.warehouse.ingest;

import io.clickway.warehouse.partition.PostgresPartitions;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Transactions on connections of a pool, and partitions as their days. */
public final class PostgresTransactions implements StoreTransactions {

    private final DataSource dataSource;
    private final PostgresPartitions partitions;
    private final Consumer<Failpoint> failpoints;
    private final boolean countsRepeats;

    /** @param failpoints told of each step; in production it does nothing */
    public PostgresTransactions(DataSource dataSource, PostgresPartitions partitions, Consumer<Failpoint> failpoints) {
        this(dataSource, partitions, failpoints, true);
    }

    private PostgresTransactions(
            DataSource dataSource,
            PostgresPartitions partitions,
            Consumer<Failpoint> failpoints,
            boolean countsRepeats) {
        this.dataSource = dataSource;
        this.partitions = partitions;
        this.failpoints = failpoints;
        this.countsRepeats = countsRepeats;
    }

    /** For what is tried again from quarantine: nothing was delivered, so no duplicate is counted in the books. */
    public static PostgresTransactions forRetries(DataSource dataSource, PostgresPartitions partitions) {
        return new PostgresTransactions(dataSource, partitions, _ -> {}, false);
    }

    @Override
    public StoreTransaction begin() throws SQLException {
        var connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(false);
            return new PostgresTransaction(connection, failpoints, countsRepeats);
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    @Override
    public Set<LocalDate> ensureDays(Collection<LocalDate> days) throws SQLException {
        return partitions.ensure(days);
    }

    @Override
    public void refreshDays() throws SQLException {
        partitions.refresh();
    }
}
