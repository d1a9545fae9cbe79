package io.clickway.warehouse.report;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs reports in Postgres, few at a time. */
@ApplicationScoped
class ReportStore {

    /** More would take the connections and the disk that storing clicks needs. */
    private static final int AT_A_TIME = 4;

    private static final int WAIT_SECONDS = 10;

    /** What answered, when nothing did: refused, broken off, or no place in time. */
    private static final String NO_ANSWER = "none";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final AgroalDataSource database;
    private final MeterRegistry registry;
    private final Semaphore places = new Semaphore(AT_A_TIME, true);

    ReportStore(AgroalDataSource database, MeterRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** So that the figures are there before anybody asks for a report. */
    void start(@Observes StartupEvent event) {
        for (var source : List.of("rollup", "mv", "raw", NO_ANSWER)) {
            timer(source);
        }
    }

    ReportRows run(ReportQuery query, Optional<Integer> workspaceId) throws SQLException {
        long began = System.nanoTime();
        var source = NO_ANSWER;
        try {
            var rows = answer(query, workspaceId);
            source = rows.source().text();
            return rows;
        } finally {
            timer(source).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(String source) {
        return Timer.builder("warehouse.report")
                .description("From the wish for a report to its rows, waiting for a place included")
                .tag("source", source)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private ReportRows answer(ReportQuery query, Optional<Integer> workspaceId) throws SQLException {
        takePlace();
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return ReportRun.answer(connection, query, workspaceId);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw ProblemException.of(
                ProblemCode.UNAVAILABLE, AT_A_TIME + " reports are running already; try again in a moment.");
    }
}
