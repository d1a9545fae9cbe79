package io.clickway.warehouse.report;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs reports in Postgres, few at a time. */
@ApplicationScoped
class ReportStore {

    /** More would take the connections and the disk that storing clicks needs. */
    private static final int AT_A_TIME = 4;

    private static final int WAIT_SECONDS = 10;

    private final AgroalDataSource database;
    private final Semaphore places = new Semaphore(AT_A_TIME, true);

    ReportStore(AgroalDataSource database) {
        this.database = database;
    }

    ReportRows run(ReportQuery query, Optional<Integer> workspaceId) throws SQLException {
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
