package io.clickway.warehouse.partition;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A session for work on partitions that takes long: one instance at a time has it, it waits for no lock longer than
 * {@link #LOCK_TIMEOUT}, and its statements may take up to {@link #STATEMENT_TIMEOUT}. Outside of any transaction.
 */
final class CareSession implements AutoCloseable {

    /** Less than a partition that is made on demand waits (two seconds), because that waits behind it. */
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

    static final Duration STATEMENT_TIMEOUT = Duration.ofHours(1);

    /** Clickway's own choice. */
    private static final long ADVISORY_LOCK = 0x636c69636b776163L;

    private final Connection connection;
    private final int networkTimeout;

    private CareSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.networkTimeout = connection.getNetworkTimeout();
    }

    /** Empty when another instance has it. */
    static Optional<CareSession> open(DataSource dataSource) throws SQLException {
        var session = new CareSession(dataSource.getConnection());
        try {
            if (session.isTold("select pg_try_advisory_lock(" + ADVISORY_LOCK + ")")) {
                session.setUp();
                return Optional.of(session);
            }
        } catch (SQLException failed) {
            session.close();
            throw failed;
        }
        session.connection.close();
        return Optional.empty();
    }

    private void setUp() throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(STATEMENT_TIMEOUT.plusMinutes(1).toMillis()));
        run("set lock_timeout = " + LOCK_TIMEOUT.toMillis());
        run("set statement_timeout = " + STATEMENT_TIMEOUT.toMillis());
        // It reads and writes whole days beside ingestion.
        run("set vacuum_cost_delay = '2ms'");
    }

    Connection connection() {
        return connection;
    }

    void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    boolean isTold(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Work that takes effect as a whole. */
    @FunctionalInterface
    interface Steps {
        void take() throws SQLException;
    }

    void inTransaction(Steps steps) throws SQLException {
        connection.setAutoCommit(false);
        try {
            steps.take();
            connection.commit();
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** A session that can't even do this is broken, and its end gives the lock back. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            run("reset lock_timeout");
            run("reset statement_timeout");
            run("reset vacuum_cost_delay");
            run("select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
    }
}
