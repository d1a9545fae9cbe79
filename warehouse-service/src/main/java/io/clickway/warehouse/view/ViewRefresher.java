package io.clickway.warehouse.view;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Refreshes the view that is due, one at a time over all instances. The view, its state and the days it counts whole are
 * written in one transaction and one snapshot: a reader sees all of the old or all of the new. Only the very first refresh
 * holds readers up, who would get nothing before it anyway.
 */
public final class ViewRefresher {

    /** One instance at a time refreshes; the number is Clickway's own choice. */
    private static final long ADVISORY_LOCK = 0x636c69636b766965L;

    private static final int MAX_FAILURE = 300;

    private static final String IS_POPULATED = """
            select relispopulated
            from pg_class
            where oid = ?::regclass
            """;

    private final DataSource dataSource;
    private final Schedule schedule;
    private final Duration timeout;
    private final ViewTable table = new ViewTable();
    private final WholeDays wholeDays = new WholeDays();

    /**
     * @param refreshEvery from the end of a refresh to the next
     * @param every of views that have another interval
     * @param timeout of each statement of a refresh
     */
    public ViewRefresher(
            DataSource dataSource, Duration refreshEvery, Map<WideView, Duration> every, Duration timeout) {
        this.dataSource = dataSource;
        this.schedule = new Schedule(refreshEvery, every);
        this.timeout = timeout;
    }

    /** What became of a refresh. */
    public sealed interface Outcome {

        WideView view();

        record Refreshed(WideView view, long rows, Duration took) implements Outcome {}

        /** @param why SQLSTATE and what Postgres said, kept in {@code mv_states} */
        record Failed(WideView view, String why) implements Outcome {}
    }

    /** Empty when none is due, or another instance is at it. */
    public Optional<Outcome> refreshNext() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            if (due(connection).isEmpty() || !call(connection, "select pg_try_advisory_lock(" + ADVISORY_LOCK + ")")) {
                return Optional.empty();
            }
            try {
                // Another instance may just have done it.
                var due = due(connection);
                return due.isEmpty() ? Optional.empty() : Optional.of(refresh(connection, due.get()));
            } finally {
                call(connection, "select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
            }
        }
    }

    /** Seconds since each view's snapshot; views that never had one are left out. */
    public Map<WideView, Duration> ages() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            var ages = new EnumMap<WideView, Duration>(WideView.class);
            for (var state : table.states(connection)) {
                state.snapshotAt().ifPresent(at -> ages.put(state.view(), Duration.between(at, state.now())));
            }
            return ages;
        }
    }

    /** Views whose last refresh failed. */
    public List<WideView> failing() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            return table.states(connection).stream()
                    .filter(state -> state.failure().isPresent())
                    .map(ViewState::view)
                    .toList();
        }
    }

    private Optional<WideView> due(Connection connection) throws SQLException {
        return schedule.due(table.states(connection));
    }

    private Outcome refresh(Connection connection, WideView view) throws SQLException {
        connection.setAutoCommit(false);
        try {
            var refreshed = refreshNow(connection, view);
            connection.commit();
            return refreshed;
        } catch (SQLException failed) {
            connection.rollback();
            var why = "SQLSTATE " + failed.getSQLState() + ": " + failed.getMessage();
            why = why.substring(0, Math.min(why.length(), MAX_FAILURE));
            table.failed(connection, view, why);
            connection.commit();
            return new Outcome.Failed(view, why);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private Outcome refreshNow(Connection connection, WideView view) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read");
            statement.execute("set local statement_timeout = " + timeout.toMillis());
            statement.execute("set local lock_timeout = '10s'");
            statement.execute("set local max_parallel_workers_per_gather = 0");
            statement.execute("set local work_mem = '64MB'");
            statement.execute("set local jit = off");
            var concurrently = isPopulated(connection, view) ? "concurrently " : "";
            statement.execute("refresh materialized view " + concurrently + view.relation());
        }
        if (view == WideView.COUNTRY_DEVICE_HOURS) {
            wholeDays.remember(connection);
        }
        long rows = rows(connection, view);
        return new Outcome.Refreshed(view, rows, table.succeeded(connection, view, rows));
    }

    private static boolean isPopulated(Connection connection, WideView view) throws SQLException {
        try (var select = connection.prepareStatement(IS_POPULATED)) {
            select.setString(1, view.relation());
            try (var row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static long rows(Connection connection, WideView view) throws SQLException {
        try (var count = connection.prepareStatement("select count(*) from " + view.relation());
                var row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean call(Connection connection, String sql) throws SQLException {
        try (var call = connection.prepareStatement(sql);
                var row = call.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
