package io.clickway.warehouse.run;

import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.partition.CubeKeepingSettings;
import io.clickway.warehouse.partition.DayRetention;
import io.clickway.warehouse.partition.Freezing;
import io.clickway.warehouse.partition.Keeping;
import io.clickway.warehouse.partition.MonthRetention;
import io.clickway.warehouse.partition.PartitionList;
import io.clickway.warehouse.partition.PartitionPlanner;
import io.clickway.warehouse.partition.PartitionSettings;
import io.clickway.warehouse.partition.SlowStorage;
import io.micrometer.core.instrument.Counter;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Freezes, moves, detaches and drops partitions, on a thread of its own because each may take long. Several instances share
 * the work. What has failed for a day raises the fault {@code partition-care}.
 */
@ApplicationScoped
public class PartitionUpkeep {

    private static final Logger LOG = Logger.getLogger(PartitionUpkeep.class);
    private static final String CENTRE = "centre";
    private static final String FAULT = "partition-care";
    private static final Duration PATIENCE = Duration.ofDays(1);
    /** Old events that an operator had stored after all. */
    private static final Duration LEAST_STAY = Duration.ofDays(30);

    /** Of one kind by one run, so that the others have their turn. */
    private static final int AT_ONCE = 10;

    private final FaultLog faults;
    private final MeterRegistry registry;
    private final Duration every;
    private final DayRetention days;
    private final MonthRetention months;
    private final Freezing freezing;
    private final Optional<SlowStorage> slow;
    private final Map<String, Failing> failing = new HashMap<>();
    private final AtomicLong failingSeconds = new AtomicLong();
    private final Clock clock = Clock.systemUTC();
    private final Chores chores = new Chores("partition-upkeep", 1);
    private boolean wasFault;

    PartitionUpkeep(
            DataSource dataSource,
            FaultLog faults,
            MeterRegistry registry,
            PartitionSettings settings,
            CubeKeepingSettings cubes) {
        this.faults = faults;
        this.registry = registry;
        every = settings.careEvery();
        var keeping = new Keeping(
                settings.retention(),
                settings.watermarkRetention().orElse(settings.retention()),
                cubes.keepQuarters(),
                cubes.keepHours(),
                settings.onExpiry(),
                clock);
        days = new DayRetention(dataSource, keeping, LEAST_STAY);
        months = new MonthRetention(dataSource, keeping);
        freezing = new Freezing(dataSource, new PartitionPlanner(settings.daysAhead(), clock));
        slow = settings.slowTablespace()
                .map(tablespace -> new SlowStorage(
                        dataSource,
                        new SlowStorage.Rule(
                                tablespace, settings.slowAfter(), settings.quietFrom(), settings.quietTo(), clock)));
        Gauge.builder("warehouse.partition.care.failing.seconds", failingSeconds, AtomicLong::get)
                .description("How long a step of looking after partitions has failed; 0 when all succeed")
                .register(registry);
    }

    @Produces
    @Singleton
    static PartitionList partitionList(DataSource dataSource) {
        return new PartitionList(dataSource);
    }

    void start(@Observes StartupEvent event) {
        chores.every(every, "looking after partitions", this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        chores.stop();
    }

    private void look() {
        attempt("days could not leave", () -> {
            var expired = days.expire();
            count("detached", expired.detached());
            count("dropped", expired.dropped());
        });
        attempt("months of cubes could not leave", () -> count("months_left", months.expire()));
        attempt("days could not be frozen", () -> {
            for (int i = 0; i < AT_ONCE && freezing.freezeNext().isPresent(); i++) {
                count("frozen", 1);
            }
        });
        slow.ifPresent(storage -> attempt("days could not be moved", () -> move(storage)));
        tell();
    }

    private void move(SlowStorage storage) throws SQLException {
        var obstacle = storage.obstacle();
        if (obstacle.isPresent()) {
            throw new SQLException(obstacle.get());
        }
        for (int i = 0; i < AT_ONCE && storage.moveNext().isPresent(); i++) {
            count("moved", 1);
        }
    }

    private void count(String what, int partitions) {
        Counter.builder("warehouse.partitions")
                .description("Partitions that left or were frozen or moved")
                .tag("what", what)
                .register(registry)
                .increment(partitions);
    }

    /** What fails is mostly somebody's long transaction; it is tried again with the next run. */
    private void attempt(String complaint, Step step) {
        try {
            step.take();
            failing.remove(complaint);
        } catch (SQLException failed) {
            LOG.debugf(failed, "%s, next time again", complaint);
            var before = failing.get(complaint);
            failing.put(
                    complaint,
                    new Failing(
                            before == null ? clock.instant() : before.since(), String.valueOf(failed.getMessage())));
        }
    }

    private void tell() {
        var longest = failing.entrySet().stream()
                .min(Comparator.comparing(each -> each.getValue().since()));
        var lasted = longest.map(each -> Duration.between(each.getValue().since(), clock.instant()))
                .orElse(Duration.ZERO);
        failingSeconds.set(lasted.toSeconds());
        boolean isFault = lasted.compareTo(PATIENCE) >= 0;
        if (isFault && !wasFault) {
            var detail = longest.orElseThrow().getKey() + " for a day: "
                    + longest.orElseThrow().getValue().why();
            LOG.error(detail);
            faults.began(CENTRE, "postgres", FAULT, detail);
        } else if (!isFault) {
            faults.healed(CENTRE, FAULT);
        }
        wasFault = isFault;
    }

    private record Failing(Instant since, String why) {}

    @FunctionalInterface
    private interface Step {
        void take() throws SQLException;
    }
}
