package io.clickway.warehouse.run;

import io.clickway.warehouse.dictionary.Dictionaries;
import io.clickway.warehouse.dictionary.DictionarySettings;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.fault.PostgresFaultTable;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.IngestSettings;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.partition.AddressRetention;
import io.clickway.warehouse.partition.PartitionCare;
import io.clickway.warehouse.partition.PartitionPlanner;
import io.clickway.warehouse.partition.PartitionSettings;
import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.postgres.DurabilityGuard;
import io.clickway.warehouse.postgres.StuckCopies;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.receive.Handful;
import io.clickway.warehouse.receive.ReceiveSettings;
import io.clickway.warehouse.receive.Receiver;
import io.clickway.warehouse.rollup.PostgresRollups;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.EventReading;
import io.clickway.warehouse.unpack.EventTimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the data path with the process and stops it before the data source goes. */
@ApplicationScoped
public class DataPath {

    private static final Logger LOG = Logger.getLogger(DataPath.class);

    /** Others may wait this long, and a look of five seconds, for the locks of an instance that is frozen. */
    private static final Duration COPY_PATIENCE = Duration.ofSeconds(12);

    private final DataSource dataSource;
    private final FaultLog faults;
    private final LedgerBooks books;
    private final DataPathMetrics metrics;
    private final RollupCare rollups;
    private final ReceiveSettings receiving;
    private final IngestSettings ingesting;
    private final PartitionSettings partitioning;
    private final DictionarySettings dictionary;
    private final MessageIngest.Listener traces;
    private final Chores chores = new Chores("data-path", 2);
    private @Nullable Receiver receiver;

    /** @param dataSource the one whose sessions have limits, so that a frozen instance doesn't hold locks for ever */
    @Inject
    public DataPath(
            @io.quarkus.agroal.DataSource("ingest") DataSource dataSource,
            FaultLog faults,
            LedgerBooks books,
            MeterRegistry registry,
            RollupCare rollups,
            ReceiveSettings receiving,
            IngestSettings ingesting,
            PartitionSettings partitioning,
            DictionarySettings dictionary,
            MessageIngest.Listener traces) {
        this.dataSource = dataSource;
        this.faults = faults;
        this.books = books;
        this.metrics = new DataPathMetrics(registry, receiving.regions());
        this.rollups = rollups;
        this.receiving = receiving;
        this.ingesting = ingesting;
        this.partitioning = partitioning;
        this.dictionary = dictionary;
        this.traces = traces;
    }

    @Produces
    @Singleton
    static FaultLog faultLog(@io.quarkus.agroal.DataSource("ingest") DataSource dataSource) {
        return new FaultLog(new PostgresFaultTable(dataSource), Clock.systemUTC());
    }

    @Produces
    @Singleton
    static LedgerBooks ledgerBooks(DataSource dataSource) {
        return new LedgerBooks(dataSource);
    }

    void start(@Observes StartupEvent event) throws SQLException {
        DurabilityGuard.refusal(dataSource).ifPresent(refusal -> {
            throw new ConfigurationException(refusal);
        });
        var partitions = new PostgresPartitions(dataSource);
        var planner = new PartitionPlanner(partitioning.daysAhead(), Clock.systemUTC());
        var care = new PartitionCare(dataSource, partitions, planner);
        // Another instance may be at it, and what lacks is made on demand.
        Chores.attempt("making partitions", care::makeAhead);
        var times = new EventTimes(
                partitioning.retention(), partitioning.clockTolerance(), partitioning.daysAhead(), Clock.systemUTC());
        var failpoints = failpoints(ingesting.failpoint());
        var dictionaries = new Dictionaries(dataSource, dictionary, Clock.systemUTC());
        var ingest = new MessageIngest(
                new BatchUnpacker(new EventReading(times)),
                new BatchIngest(new PostgresTransactions(dataSource, partitions, dictionaries, failpoints), failpoints),
                ingesting.atOnce(),
                traces);
        var stuck = new StuckCopies(dataSource, COPY_PATIENCE, System::nanoTime);
        var started = new Receiver(
                receiving,
                new Handful.Bounds(
                        ingesting.maxBatches(),
                        ingesting.maxEvents(),
                        ingesting.maxBytes().asLongValue(),
                        ingesting.maxWait().toNanos()),
                (region, messages) -> account(region, () -> ingest.store(messages)),
                message -> account(
                        message.region(),
                        () -> ingest.keepClosed(
                                message,
                                QuarantineCause.DELIVERY_LIMIT,
                                "delivered so often that the broker gave up: "
                                        + message.headers().get("x-death"))),
                faults,
                metrics);
        started.start();
        receiver = started;
        chores.every(Duration.ofSeconds(1), "writing faults", faults::flush);
        chores.every(Duration.ofSeconds(5), "looking for stuck sessions", () -> endStuck(stuck));
        chores.every(Duration.ofSeconds(10), "summarising", care::summarise);
        chores.nowAndEvery(Duration.ofSeconds(10), "reading the books", () -> metrics.books(books.completeness()));
        chores.every(Duration.ofMinutes(10), "making partitions", care::makeAhead);
        chores.every(Duration.ofMinutes(10), "forgetting old minutes", this::forgetOldMinutes);
        var addresses = new AddressRetention(dataSource, Clock.systemUTC());
        chores.every(partitioning.expireAddressesEvery(), "taking addresses away", () -> expire(addresses));
    }

    void stop(@Observes ShutdownEvent event) {
        chores.stop();
        var running = receiver;
        if (running != null) {
            running.stop();
        }
        Chores.attempt("writing faults", faults::flush);
    }

    /** What the reader of each region does. */
    Map<String, String> readerStates() {
        var running = receiver;
        return running == null ? Map.of() : running.states();
    }

    private void endStuck(StuckCopies stuck) throws SQLException {
        int ended = stuck.end();
        if (ended > 0) {
            LOG.warnf("ended %d sessions that held locks and waited for a process that is frozen", ended);
            faults.note("centre", "warehouse", "frozen-instance", "its session was ended, its batches are stored anew");
        }
    }

    private void account(String region, Storing storing) throws SQLException {
        long began = System.nanoTime();
        try {
            var ingested = storing.store();
            metrics.committed(region, ingested, Duration.ofNanos(System.nanoTime() - began));
            rollups.stored(ingested.clicks());
            tell(region, ingested);
        } catch (SQLException | RuntimeException failed) {
            metrics.rolledBack();
            throw failed;
        }
    }

    private void tell(String region, Ingested ingested) {
        if (ingested.duplicates() > 0) {
            faults.note(region, "warehouse", "duplicates-dropped", ingested.duplicates() + " events came again");
        }
        if (ingested.late() > 0) {
            faults.note(
                    region,
                    "warehouse",
                    "late-after-write-off",
                    ingested.late() + " events came that had been written off; they are refused");
        }
        ingested.quarantined()
                .forEach((cause, count) -> faults.note(
                        region, "warehouse", "quarantined-" + cause.code(), count + " events went to quarantine"));
        ingested.ended()
                .forEach(source ->
                        faults.note(region, "edge", "source-ended", "source " + source + " ended without a last word"));
        if (ingested.conflicts() > 0) {
            LOG.errorf(
                    "region %s: %d events were booked as received but lay nowhere; they are stored now",
                    region, ingested.conflicts());
            faults.note(region, "warehouse", "ledger-conflict", ingested.conflicts() + " events were stored again");
        }
    }

    private static void expire(AddressRetention addresses) throws SQLException {
        var expired = addresses.expire();
        if (expired.daysDropped() > 0 || expired.rowsDeleted() > 0) {
            LOG.infof(
                    "%d days of full addresses were dropped and %d rows deleted: they are kept no longer",
                    expired.daysDropped(), expired.rowsDeleted());
        }
    }

    private void forgetOldMinutes() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            new PostgresRollups().forgetOldMinutes(connection);
        }
    }

    private static Consumer<Failpoint> failpoints(Optional<Failpoint> chosen) {
        chosen.ifPresent(point -> LOG.warnf("this process dies at %s, as WAREHOUSE_FAILPOINT says", point));
        return reached -> {
            if (chosen.isPresent() && chosen.get() == reached) {
                Runtime.getRuntime().halt(Failpoint.EXIT_CODE);
            }
        };
    }

    @FunctionalInterface
    private interface Storing {
        Ingested store() throws SQLException;
    }
}
