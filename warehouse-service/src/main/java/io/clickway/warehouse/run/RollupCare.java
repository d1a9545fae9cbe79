package io.clickway.warehouse.run;

import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.rollup.DriftCheck;
import io.clickway.warehouse.rollup.Fold;
import io.clickway.warehouse.rollup.Recount;
import io.clickway.warehouse.rollup.RollupFigures;
import io.clickway.warehouse.rollup.RollupSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Folds what was counted into the cubes, counts the days they lack, and compares them with the clicks. Threads of its own, so
 * neither storing nor the books wait; instances share the work.
 */
@ApplicationScoped
public class RollupCare {

    private static final Logger LOG = Logger.getLogger(RollupCare.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_CHECKS_EVERY = Duration.ofMinutes(5);
    private static final Duration READ_LAST_CHECK_EVERY = Duration.ofSeconds(30);

    private final RollupSettings settings;
    private final Fold fold;
    private final Recount recount;
    private final DriftCheck check;
    private final RollupFigures figures;
    private final Timer folding;
    private final AtomicLong drifted = new AtomicLong();
    private final AtomicLong checkAgeSeconds = new AtomicLong();
    private final AtomicLong clicks = new AtomicLong();
    private final Chores chores = new Chores("rollups", 2);
    private long foldedAtNanos = System.nanoTime();

    RollupCare(
            @io.quarkus.agroal.DataSource("ingest") DataSource dataSource,
            Recount recount,
            DriftCheck check,
            RollupFigures figures,
            MeterRegistry registry,
            RollupSettings settings) {
        this.settings = settings;
        this.recount = recount;
        this.check = check;
        this.figures = figures;
        fold = new Fold(dataSource);
        folding = Timer.builder("warehouse.rollup.fold")
                .description("Moving what was counted into the cubes")
                .register(registry);
        Gauge.builder("warehouse.rollup.drift.cells", drifted, AtomicLong::get)
                .description("Cells that were not the sum of their clicks when they were last compared")
                .register(registry);
        Gauge.builder("warehouse.rollup.check.age", checkAgeSeconds, AtomicLong::get)
                .baseUnit("seconds")
                .description("Since the cubes were last compared with the clicks; 0 before the first time")
                .register(registry);
    }

    @Produces
    @Singleton
    static Recount recount(DataSource dataSource) {
        return new Recount(dataSource);
    }

    @Produces
    @Singleton
    static DriftCheck driftCheck(DataSource dataSource, FaultLog faults) {
        return new DriftCheck(dataSource, new DriftAlarm(faults));
    }

    @Produces
    @Singleton
    static RollupFigures rollupFigures(DataSource dataSource) {
        return new RollupFigures(dataSource);
    }

    void start(@Observes StartupEvent event) {
        chores.every(LOOK_EVERY, "folding what was counted into the cubes", this::foldWhenDue);
        chores.every(settings.recountEvery(), "counting a day that the cubes lack", this::countLacking);
        chores.every(LOOK_FOR_CHECKS_EVERY, "comparing the cubes with the clicks", this::checkWhenDue);
        chores.every(READ_LAST_CHECK_EVERY, "reading the last comparison", this::readLastCheck);
    }

    void stop(@Observes ShutdownEvent event) {
        chores.stop();
    }

    /** Clicks that this instance stored just now. */
    void stored(long more) {
        clicks.addAndGet(more);
    }

    private void foldWhenDue() throws SQLException {
        long now = System.nanoTime();
        if (now - foldedAtNanos >= settings.foldEvery().toNanos() || clicks.get() >= settings.foldAfterClicks()) {
            foldedAtNanos = now;
            clicks.set(0);
            fold.run().ifPresent(folded -> {
                if (folded.deltas() > 0) {
                    folding.record(folded.took());
                }
            });
        }
    }

    private void countLacking() throws SQLException {
        recount.countNewestLacking()
                .ifPresent(counted -> LOG.infof("%s is in the cubes now, %d cells", counted.day(), counted.cells()));
    }

    /** From the table: another instance may have made it, and told its own metrics only. */
    private void readLastCheck() throws SQLException {
        figures.lastCheck().ifPresent(last -> {
            drifted.set(last.drifted());
            checkAgeSeconds.set(
                    Math.max(0, Duration.between(last.at(), Instant.now()).toSeconds()));
        });
    }

    private void checkWhenDue() throws SQLException {
        check.runIfOlder(settings.checkEvery(), settings.checkBuckets());
    }
}
