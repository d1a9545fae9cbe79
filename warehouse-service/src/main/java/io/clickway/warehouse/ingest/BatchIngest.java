package io.clickway.warehouse.ingest;

import io.clickway.warehouse.postgres.SqlFault;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.rollup.Placements;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Stores batches so that each event is stored once, however often it comes. Either everything of the batches is committed,
 * bad parts in quarantine, or an exception says that nothing may be acked; trying again is always safe. Thread-safe.
 */
public final class BatchIngest {

    private final StoreTransactions transactions;
    private final Consumer<Failpoint> failpoints;
    private final Placements placements = new Placements();

    /** @param failpoints told of each step; in production it does nothing */
    public BatchIngest(StoreTransactions transactions, Consumer<Failpoint> failpoints) {
        this.transactions = transactions;
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
                    transactions.refreshDays();
                    yield attempt(batches, false);
                }
                case ELSEWHERE -> throw failed;
            };
        } catch (RuntimeException bug) {
            return storeOneByOne(batches);
        }
    }

    /**
     * Some row is bad: batch by batch, and within a batch half by half, until it is found. A batch at which this build itself
     * fails twice is kept aside whole: its region must not stand still until there is a build that can read it.
     */
    private Ingested storeOneByOne(List<UnpackedBatch> batches) throws SQLException {
        var sum = Ingested.NOTHING;
        for (var batch : batches) {
            try {
                sum = sum.plus(attempt(List.of(batch), true));
            } catch (SQLException failed) {
                if (SqlFault.of(failed) == SqlFault.PARTITION_GONE) {
                    transactions.refreshDays();
                }
                if (SqlFault.of(failed) != SqlFault.DATA) {
                    throw failed;
                }
                sum = sum.plus(keep(batch, "Postgres refused the batch: SQLSTATE " + failed.getSQLState()));
            } catch (RuntimeException bug) {
                sum = sum.plus(keep(batch, "this build fails at it: " + bug));
            }
        }
        return sum;
    }

    private Ingested keep(UnpackedBatch batch, String why) throws SQLException {
        var kept = switch (batch) {
            case UnpackedBatch.Read read ->
                new UnpackedBatch.Unreadable(
                        read.message(),
                        Optional.of(read.header().batchId()),
                        read.header().ranges(),
                        QuarantineCause.REFUSED_BY_STORE,
                        why);
            case UnpackedBatch.Unreadable whole -> whole;
        };
        return attempt(List.of(kept), false);
    }

    private Ingested attempt(List<UnpackedBatch> batches, boolean bisects) throws SQLException {
        var closed = transactions.ensureDays(days(batches));
        try (var transaction = transactions.begin(batches)) {
            var ingested = new IngestTransaction(transaction, closed, bisects, placements, failpoints).store(batches);
            transaction.commit();
            failpoints.accept(Failpoint.AFTER_COMMIT);
            return ingested;
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
