package io.clickway.warehouse.ingest;

import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.postgres.SqlFault;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Stores batches so that each event is stored once, however often it comes. Either everything of the batches is committed,
 * bad parts in quarantine, or an exception says that nothing may be acked; trying again is always safe. Thread-safe.
 */
public final class BatchIngest {

    private final DataSource dataSource;
    private final PostgresPartitions partitions;
    private final Consumer<Failpoint> failpoints;

    /** @param failpoints told of each step; in production it does nothing */
    public BatchIngest(DataSource dataSource, PostgresPartitions partitions, Consumer<Failpoint> failpoints) {
        this.dataSource = dataSource;
        this.partitions = partitions;
        this.failpoints = failpoints;
    }

    /** @throws SQLException when Postgres is away, full or busy: wait and try again */
    public Ingested store(List<UnpackedBatch> batches) throws SQLException {
        try {
            return attempt(batches, false);
        } catch (SQLException failed) {
            return switch (SqlFault.of(failed)) {
                case DATA -> storeOneByOne(batches);
                case PARTITION_GONE -> {
                    partitions.refresh();
                    yield attempt(batches, false);
                }
                case ELSEWHERE -> throw failed;
            };
        }
    }

    /** Some row is bad: batch by batch, and within a batch half by half, until it is found. */
    private Ingested storeOneByOne(List<UnpackedBatch> batches) throws SQLException {
        var sum = Ingested.NOTHING;
        for (var batch : batches) {
            try {
                sum = sum.plus(attempt(List.of(batch), true));
            } catch (SQLException failed) {
                if (SqlFault.of(failed) != SqlFault.DATA) {
                    throw failed;
                }
                sum = sum.plus(attempt(List.of(refused(batch, failed)), false));
            }
        }
        return sum;
    }

    private static UnpackedBatch refused(UnpackedBatch batch, SQLException failed) {
        return switch (batch) {
            case UnpackedBatch.Read read ->
                new UnpackedBatch.Unreadable(
                        read.message(),
                        Optional.of(read.header().batchId()),
                        read.header().ranges(),
                        QuarantineCause.REFUSED_BY_STORE,
                        "Postgres refused the batch: SQLSTATE " + failed.getSQLState());
            case UnpackedBatch.Unreadable whole -> whole;
        };
    }

    private Ingested attempt(List<UnpackedBatch> batches, boolean bisects) throws SQLException {
        var closed = partitions.ensure(days(batches));
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var ingested = new IngestTransaction(connection, closed, bisects, failpoints).store(batches);
                connection.commit();
                failpoints.accept(Failpoint.AFTER_COMMIT);
                return ingested;
            } catch (SQLException | RuntimeException failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            cause.addSuppressed(alsoFailed);
        }
    }

    private static Set<LocalDate> days(List<UnpackedBatch> batches) {
        var days = new TreeSet<LocalDate>();
        for (var batch : batches) {
            if (batch instanceof UnpackedBatch.Read read) {
                for (var event : read.events()) {
                    if (event instanceof UnpackedEvent.Readable readable) {
                        days.add(Sorting.day(readable));
                    }
                }
            }
        }
        return days;
    }
}
