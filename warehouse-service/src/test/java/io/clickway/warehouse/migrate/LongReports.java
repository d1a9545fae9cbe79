package io.clickway.warehouse.migrate;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Someone who reads all clicks in transactions of {@code busySeconds}, with a second between them. */
final class LongReports implements AutoCloseable {

    private final DataSource dataSource;
    private final double busySeconds;
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final AtomicBoolean holdsLocks = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().name("long-reports").unstarted(this::run);

    private LongReports(DataSource dataSource, double busySeconds) {
        this.dataSource = dataSource;
        this.busySeconds = busySeconds;
    }

    static LongReports start(DataSource dataSource, double busySeconds) {
        var reports = new LongReports(dataSource, busySeconds);
        reports.thread.start();
        return reports;
    }

    private void run() {
        while (goesOn.get()) {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select country, count(*) from reporting.clicks group by country");
                statement.execute("select count(*) from clicks");
                holdsLocks.set(true);
                statement.execute("select pg_sleep(" + busySeconds + ")");
                holdsLocks.set(false);
                connection.commit();
                statement.execute("select pg_sleep(1)");
                connection.commit();
            } catch (SQLException gone) {
                // A report may be refused while the view is replaced; it comes again.
            }
        }
    }

    /** Whether a report is in the midst of its transaction. */
    boolean holdsLocks() {
        return holdsLocks.get();
    }

    @Override
    public void close() throws InterruptedException {
        goesOn.set(false);
        thread.join(60_000);
    }
}
