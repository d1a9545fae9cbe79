package io.clickway.warehouse.run;

import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.view.ViewRefresher;
import io.clickway.warehouse.view.ViewRefresher.Outcome;
import io.clickway.warehouse.view.ViewSettings;
import io.clickway.warehouse.view.WideView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Refreshes the materialized views from time to time and tells when one fails. One thread and one connection of its own, so
 * a refresh that takes minutes delays nothing else.
 */
@ApplicationScoped
public class ViewCare {

    private static final Logger LOG = Logger.getLogger(ViewCare.class);
    private static final String CENTRE = "centre";
    private static final String FAULT = "view-refresh-failed";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final FaultLog faults;
    private final MeterRegistry registry;
    private final ViewRefresher refresher;
    private final Map<WideView, AtomicLong> ages = new EnumMap<>(WideView.class);
    private final Set<WideView> failing = EnumSet.noneOf(WideView.class);
    private final Chores chores = new Chores("view-care", 1);

    ViewCare(
            @io.quarkus.agroal.DataSource("view") DataSource dataSource,
            FaultLog faults,
            MeterRegistry registry,
            ViewSettings settings) {
        this.faults = faults;
        this.registry = registry;
        refresher = new ViewRefresher(dataSource, settings.refreshEvery(), settings.every(), settings.timeout());
        for (var view : WideView.values()) {
            failures(view);
        }
    }

    void start(@Observes StartupEvent event) {
        chores.every(LOOK_EVERY, "refreshing views", this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        chores.stop();
    }

    private void look() throws SQLException {
        var outcome = refresher.refreshNext();
        if (outcome.isPresent()) {
            switch (outcome.get()) {
                case Outcome.Refreshed(var view, var rows, var took) -> refreshed(view, rows, took);
                case Outcome.Failed(var view, var why) -> failed(view, why);
            }
        }
        refresher
                .ages()
                .forEach((view, age) -> ages.computeIfAbsent(view, this::gauge).set(age.toSeconds()));
    }

    private void refreshed(WideView view, long rows, Duration took) throws SQLException {
        LOG.debugf("view %s has %d rows, refreshed in %d ms", view.text(), rows, took.toMillis());
        Timer.builder("warehouse.view.refresh")
                .description("Refreshing a view, when it succeeds")
                .tag("view", view.text())
                .register(registry)
                .record(took);
        failing.remove(view);
        // Another instance may have told of it, or this one before it was started again.
        if (refresher.failing().isEmpty()) {
            faults.healed(CENTRE, FAULT);
        }
    }

    private void failed(WideView view, String why) {
        failures(view).increment();
        if (failing.add(view)) {
            LOG.errorf("view %s can't be refreshed and keeps what it had: %s", view.text(), why);
            faults.began(CENTRE, "warehouse", FAULT, view.text() + " keeps what it had: " + why);
        }
    }

    private Counter failures(WideView view) {
        return Counter.builder("warehouse.view.refresh.failed")
                .description("Refreshes that failed; the view keeps what it had")
                .tag("view", view.text())
                .register(registry);
    }

    private AtomicLong gauge(WideView view) {
        var age = new AtomicLong();
        Gauge.builder("warehouse.view.age.seconds", age, AtomicLong::get)
                .description("Age of what the view shows")
                .tag("view", view.text())
                .register(registry);
        return age;
    }
}
