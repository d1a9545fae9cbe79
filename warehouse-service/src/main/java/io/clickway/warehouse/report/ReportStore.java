package io.clickway.warehouse.report;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs reports in Postgres: few at a time, each in a read-only transaction with a time limit. */
@ApplicationScoped
class ReportStore {

    /** More would take the connections and the disk that storing clicks needs. */
    private static final int AT_A_TIME = 4;

    private static final int WAIT_SECONDS = 10;
    private static final String UNKNOWN_ZONE = "22023";
    /** As precise as the dimension needs; the offset always in figures. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

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
                limit(connection);
                return read(connection, query, ReportSql.of(query, workspaceId));
            } catch (SQLException failed) {
                if (UNKNOWN_ZONE.equals(failed.getSQLState())) {
                    throw ProblemException.invalid("tz", "is not known to the database");
                }
                throw failed;
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

    private static void limit(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction read only");
            statement.execute("set local statement_timeout = '30s'");
        }
    }

    private static ReportRows read(Connection connection, ReportQuery query, ReportSql sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql.text())) {
            int place = 1;
            for (var value : sql.values()) {
                if (value instanceof String[] texts) {
                    statement.setArray(place++, connection.createArrayOf("text", texts));
                } else {
                    statement.setObject(place++, value);
                }
            }
            int dimensions = query.by().size();
            var rows = new ArrayList<List<Object>>();
            long total = 0;
            long groups = 0;
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found, query));
                    total = found.getLong(dimensions + 2);
                    groups = found.getLong(dimensions + 3);
                }
            }
            return new ReportRows(rows, total, groups);
        }
    }

    private static List<Object> row(ResultSet found, ReportQuery query) throws SQLException {
        var row = new ArrayList<Object>(query.by().size() + 1);
        int column = 1;
        for (var dimension : query.by()) {
            row.add(
                    dimension.isTime()
                            ? label(dimension, found.getObject(column, OffsetDateTime.class), query.zone())
                            : found.getString(column));
            column++;
        }
        row.add(found.getLong(column));
        return row;
    }

    /** A day begins at its first moment, also where the clock skips or repeats midnight. */
    static String label(Dimension dimension, OffsetDateTime start, ZoneId zone) {
        var local = start.atZoneSameInstant(zone);
        var begins = dimension == Dimension.HOUR ? local : local.toLocalDate().atStartOfDay(zone);
        return begins.format(TIME);
    }
}
