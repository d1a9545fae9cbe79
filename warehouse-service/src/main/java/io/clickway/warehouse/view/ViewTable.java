package io.clickway.warehouse.view;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables {@code mv_states} and {@code mv_requests}, within a caller's transaction. */
final class ViewTable {

    private static final String STATES = """
            select
                name,
                now(),
                refreshed_at,
                snapshot_at,
                coalesce(extract(epoch from took) * 1000, 0)::bigint,
                coalesce(rows, 0),
                pg_total_relation_size((name || '_mv')::regclass),
                failed_at,
                failure,
                (select min(asked_at) from mv_requests r where r.name = s.name)
            from mv_states s
            order by name
            """;

    private static final String ASK = """
            insert into mv_requests (name)
            values (?)
            """;

    /** Only those that the transaction's snapshot sees: who asks from now on gets another refresh. */
    private static final String ANSWER = """
            delete from mv_requests
            where name = ?
            """;

    private static final String SUCCEEDED = """
            update mv_states
            set refreshed_at = clock_timestamp(),
                snapshot_at = now(),
                took = clock_timestamp() - now(),
                rows = ?,
                failed_at = null,
                failure = null
            where name = ?
            returning (extract(epoch from took) * 1000)::bigint
            """;

    private static final String FAILED = """
            update mv_states
            set failed_at = now(),
                failure = ?
            where name = ?
            """;

    List<ViewState> states(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(STATES);
                var row = select.executeQuery()) {
            var states = new ArrayList<ViewState>();
            while (row.next()) {
                var view = WideView.byText(row.getString(1));
                if (view.isPresent()) {
                    states.add(state(view.get(), row));
                }
            }
            return states;
        }
    }

    void ask(Connection connection, WideView view) throws SQLException {
        update(connection, ASK, view.text());
    }

    /** @return how long the transaction took so far */
    Duration succeeded(Connection connection, WideView view, long rows) throws SQLException {
        update(connection, ANSWER, view.text());
        try (var update = connection.prepareStatement(SUCCEEDED)) {
            update.setLong(1, rows);
            update.setString(2, view.text());
            try (var row = update.executeQuery()) {
                row.next();
                return Duration.ofMillis(row.getLong(1));
            }
        }
    }

    void failed(Connection connection, WideView view, String failure) throws SQLException {
        update(connection, ANSWER, view.text());
        update(connection, FAILED, failure, view.text());
    }

    private static ViewState state(WideView view, ResultSet row) throws SQLException {
        return new ViewState(
                view,
                row.getObject(2, OffsetDateTime.class).toInstant(),
                moment(row, 3),
                moment(row, 4),
                Duration.ofMillis(row.getLong(5)),
                row.getLong(6),
                row.getLong(7),
                moment(row, 8),
                Optional.ofNullable(row.getString(9)),
                moment(row, 10));
    }

    private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static void update(Connection connection, String sql, String... values) throws SQLException {
        try (var update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setString(i + 1, values[i]);
            }
            update.executeUpdate();
        }
    }
}
