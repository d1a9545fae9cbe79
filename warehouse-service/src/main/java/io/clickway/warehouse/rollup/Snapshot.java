package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction that sees one moment, whatever others commit meanwhile. */
final class Snapshot {

    private Snapshot() {}

    /** What is done in it, on its session. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Commits what was done, unless anything is thrown: then nothing of it has happened. */
    static <T> T in(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean isDone = false;
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read");
            statement.execute("set local jit = off");
            var result = work.run();
            connection.commit();
            isDone = true;
            return result;
        } finally {
            // To switch auto-commit on commits.
            if (!isDone) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }
}
