package io.clickway.warehouse.run;

import io.clickway.warehouse.rollup.Fold;
import io.clickway.warehouse.rollup.RollupSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Folds what was counted into the cubes. Threads of its own, so neither storing nor the books wait; instances share the work. */
@ApplicationScoped
public class RollupCare {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final RollupSettings settings;
    private final Fold fold;
    private final Timer folding;
    private final AtomicLong clicks = new AtomicLong();
    private final Chores chores = new Chores("rollups", 1);
    private long foldedAtNanos = System.nanoTime();

    RollupCare(
            @io.quarkus.agroal.DataSource("ingest") DataSource dataSource,
            MeterRegistry registry,
            RollupSettings settings) {
        this.settings = settings;
        fold = new Fold(dataSource);
        folding = registry.timer("warehouse.rollup.fold");
    }

    void start(@Observes StartupEvent event) {
        chores.every(LOOK_EVERY, "folding what was counted into the cubes", this::foldWhenDue);
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
}
