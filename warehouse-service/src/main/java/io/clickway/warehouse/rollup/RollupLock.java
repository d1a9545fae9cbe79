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

    /** Clickway's own choice. */
    private static final long ADVISORY_LOCK = 0x636c69636b726f6cL;

    private final DataSource dataSource;

    public RollupLock(DataSource dataSource) {
        this.dataSource = dataSource;
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
    private static void giveBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        ask(connection, "select pg_advisory_unlock(?)");
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, ADVISORY_LOCK);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
