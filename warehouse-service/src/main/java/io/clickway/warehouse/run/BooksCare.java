package io.clickway.warehouse.run;

import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ledger.Compaction;
import io.clickway.warehouse.ledger.LedgerSettings;
import io.clickway.warehouse.ledger.LedgerTrail;
import io.clickway.warehouse.ledger.RecentAudit;
import io.clickway.warehouse.ledger.WriteOff;
import io.clickway.warehouse.partition.PartitionSettings;
import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.quarantine.Discard;
import io.clickway.warehouse.quarantine.QuarantineSettings;
import io.clickway.warehouse.quarantine.QuarantineWatch;
import io.clickway.warehouse.retry.RetryDesk;
import io.clickway.warehouse.unpack.EventTimes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Looks after the books from time to time: moves sources away that are through, audits what was booked lately, tries events
 * again whose time has come, watches how full the quarantine is. One thread, apart from the data path's; several instances
 * share the work.
 */
@ApplicationScoped
public class BooksCare {

    private static final Logger LOG = Logger.getLogger(BooksCare.class);
    private static final String CENTRE = "centre";
    private static final int SHOWN = 3;

    private final FaultLog faults;
    private final LedgerSettings ledger;
    private final QuarantineSettings quarantine;
    private final Compaction compaction;
    private final RecentAudit audit;
    private final QuarantineWatch watch;
    private final RetryDesk desk;
    private final AtomicLong differences;
    private final AtomicLong things;
    private final AtomicLong bytes;
    private final Chores chores = new Chores("books-care", 1);
    private boolean wasTooFull;
    private boolean wasDifferent;

    BooksCare(
            @io.quarkus.agroal.DataSource("ingest") DataSource dataSource,
            FaultLog faults,
            RetryDesk desk,
            MeterRegistry registry,
            LedgerSettings ledger,
            QuarantineSettings quarantine) {
        this.faults = faults;
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.desk = desk;
        compaction = new Compaction(dataSource, ledger.foldAfter());
        audit = new RecentAudit(dataSource, ledger.auditWindow());
        watch = new QuarantineWatch(
                dataSource, quarantine.alarmThings(), quarantine.alarmBytes().asLongValue());
        differences = gauge(
                registry, "warehouse.audit.differences", "Differences between books and rows when last compared here");
        things = gauge(registry, "warehouse.quarantine.kept", "Things that lie in quarantine");
        bytes = gauge(registry, "warehouse.quarantine.kept.bytes", "What the quarantine holds");
    }

    @Produces
    @Singleton
    static RetryDesk retryDesk(
            @io.quarkus.agroal.DataSource("ingest") DataSource dataSource, PartitionSettings partitioning) {
        return new RetryDesk(
                dataSource,
                new BatchIngest(
                        PostgresTransactions.forRetries(dataSource, new PostgresPartitions(dataSource)), _ -> {}),
                new EventTimes(
                        partitioning.retention(),
                        partitioning.clockTolerance(),
                        partitioning.daysAhead(),
                        Clock.systemUTC()));
    }

    @Produces
    @Singleton
    static Discard discard(@io.quarkus.agroal.DataSource("ingest") DataSource dataSource) {
        return new Discard(dataSource);
    }

    @Produces
    @Singleton
    static WriteOff writeOff(@io.quarkus.agroal.DataSource("ingest") DataSource dataSource) {
        return new WriteOff(dataSource);
    }

    @Produces
    @Singleton
    static LedgerTrail ledgerTrail(DataSource dataSource) {
        return new LedgerTrail(dataSource);
    }

    void start(@Observes StartupEvent event) {
        chores.every(ledger.foldEvery(), "moving old sources away", this::fold);
        chores.every(ledger.auditEvery(), "auditing", this::audit);
        chores.every(quarantine.dueEvery(), "trying events again whose time has come", this::retryDue);
        chores.every(Duration.ofSeconds(30), "measuring the quarantine", this::measureQuarantine);
    }

    void stop(@Observes ShutdownEvent event) {
        chores.stop();
    }

    private void fold() throws SQLException {
        int moved = compaction.run();
        if (moved > 0) {
            LOG.infof("%d sources that are through were moved to ledger_closed", moved);
        }
    }

    private void audit() throws SQLException {
        var found = audit.differences(Clock.systemUTC().instant());
        if (found.isEmpty()) {
            return;
        }
        differences.set(found.get().size());
        boolean isDifferent = !found.get().isEmpty();
        if (isDifferent && !wasDifferent) {
            var first = found.get().stream()
                    .limit(SHOWN)
                    .map(each -> "source " + each.source() + ": " + each.what())
                    .toList();
            LOG.errorf(
                    "the books do not balance, %d differences: %s", found.get().size(), String.join("; ", first));
            faults.began(CENTRE, "warehouse", "books-differ", String.join("; ", first));
        } else if (!isDifferent) {
            faults.healed(CENTRE, "books-differ");
        }
        wasDifferent = isDifferent;
    }

    private void retryDue() throws SQLException {
        int stored = desk.retryDue();
        if (stored > 0) {
            LOG.infof("%d events that were ahead of time are stored now", stored);
        }
    }

    private void measureQuarantine() throws SQLException {
        var fill = watch.fill();
        things.set(fill.things());
        bytes.set(fill.bytes());
        if (fill.isTooFull() && !wasTooFull) {
            var detail = fill.things() + " things of " + fill.bytes()
                    + " bytes lie in quarantine: retry or discard them; nothing is dropped";
            LOG.error(detail);
            faults.began(CENTRE, "warehouse", "quarantine-full", detail);
        } else if (!fill.isTooFull()) {
            faults.healed(CENTRE, "quarantine-full");
        }
        wasTooFull = fill.isTooFull();
    }

    private static AtomicLong gauge(MeterRegistry registry, String name, String description) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
        return value;
    }
}
