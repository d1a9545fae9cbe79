package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Whoever changes cells or drops months holds this, one at a time in all instances: so cells are changed without waiting for
 * one another. Held by the session and not the transaction, because a repeatable-read snapshot must be taken after it.
 */
public final class RollupLock {

    /** These numbers are Clickway's own choice. */
    private static final long OF_CELLS = 0x636c69636b726f6cL;

    private static final long OF_CHECKS = 0x636c69636b726368L;

    private final DataSource dataSource;
    private final long number;

    private RollupLock(DataSource dataSource, long number) {
        this.dataSource = dataSource;
        this.number = number;
    }

    /** To fold, to count anew, to make or drop months. */
    public static RollupLock ofCells(DataSource dataSource) {
        return new RollupLock(dataSource, OF_CELLS);
    }

    /** To compare, which changes nothing but is enough once. */
    static RollupLock ofChecks(DataSource dataSource) {
        return new RollupLock(dataSource, OF_CHECKS);
    }

    /** Work on a session that holds the lock, outside of any transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Empty at once when somebody else holds it. */
    public <T> Optional<T> tryWith(Work<T> work) throws SQLException {
        return with("select pg_try_advisory_lock(?)", work);
    }

    /** Waits as long as the session's {@code lock_timeout}. */
    public <T> T with(Work<T> work) throws SQLException {
        return with("select pg_advisory_lock(?) is not null", work).orElseThrow();
    }

    private <T> Optional<T> with(String take, Work<T> work) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            if (!ask(connection, take)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.on(connection));
            } finally {
                giveBack(connection);
            }
        }
    }

    /** A session that can't even do this is broken, and its end gives the lock back. */
    private void giveBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        ask(connection, "select pg_advisory_unlock(?)");
    }

    private boolean ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
