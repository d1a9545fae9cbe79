package io.clickway.warehouse.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One statement in a connection of its own: a cursor in a read-only transaction, behind a first query, so that nothing can
 * make the transaction a writing one. Fetches in portions and holds one at a time. Only {@link #cancel} and
 * {@link #abort} may be called from another thread.
 */
final class SqlSession implements AutoCloseable {

    static final String DECLARE = "declare analysis no scroll cursor for ";

    /** The longest row, or error, that is taken from Postgres. */
    private static final int LONGEST_MESSAGE = 8 << 20;

    private static final int FIRST_PORTION = 16;
    private static final int LARGEST_PORTION = 2_000;
    private static final long PORTION_CHARS = 256 << 10;

    /** Where a statement runs, as whom, and for how long at most. */
    record Place(String url, String user, String password, Duration time) {

        @Override
        public String toString() {
            return "Place[" + user + "]";
        }
    }

    private final Connection connection;
    private final Statement statement;
    private List<SqlColumn> columns = List.of();
    private int portion = FIRST_PORTION;
    private boolean isOver;

    private SqlSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
        statement.setEscapeProcessing(false);
    }

    /** @param workspace whose rows are seen; 0 for all */
    static SqlSession open(Place place, int workspace) throws SQLException {
        var session = new SqlSession(DriverManager.getConnection(place.url(), properties(place)));
        try {
            session.begin(place, workspace);
            return session;
        } catch (SQLException | RuntimeException failed) {
            session.close();
            throw failed;
        }
    }

    private static Properties properties(Place place) {
        var properties = new Properties();
        properties.setProperty("user", place.user());
        properties.setProperty("password", place.password());
        properties.setProperty("ApplicationName", "clickway-sql");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", Long.toString(place.time().toSeconds() + 10));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("binaryTransfer", "false");
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("options", "-c default_transaction_read_only=on -c client_connection_check_interval=1s");
        if (place.url().contains("ssl")) {
            // Within TLS the frames can't be followed; rows are bounded by the driver.
            properties.setProperty("maxResultBuffer", "16M");
        } else {
            properties.setProperty("sslmode", "disable");
            properties.setProperty("socketFactory", BoundedSockets.class.getName());
            properties.setProperty("socketFactoryArg", Integer.toString(LONGEST_MESSAGE));
        }
        return properties;
    }

    private void begin(Place place, int workspace) throws SQLException {
        connection.setAutoCommit(false);
        long millis = place.time().toMillis();
        statement.execute("""
                set transaction isolation level repeatable read, read only;
                set local statement_timeout = %1$d;
                set local idle_in_transaction_session_timeout = %1$d;
                set local lock_timeout = '2s';
                set local work_mem = '32MB';
                set local max_parallel_workers_per_gather = 0;
                set local cursor_tuple_fraction = 1;
                set local search_path = reporting;
                set local timezone = 'UTC';
                set local datestyle = 'ISO, YMD';
                set local intervalstyle = 'iso_8601';
                set local bytea_output = 'hex';
                set local standard_conforming_strings = on;
                set local clickway.workspace = '%2$d';
                select 1
                """.formatted(millis, workspace));
        while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
            // each command's result is read before the next statement
        }
    }

    /** What may not run here; empty when the database is hardened. */
    List<String> gaps() throws SQLException {
        var gaps = new ArrayList<String>();
        try (var rows = statement.executeQuery("select * from hardening.gaps() limit 5")) {
            while (rows.next()) {
                gaps.add(rows.getString(1));
            }
        }
        return gaps;
    }

    void declare(OneStatement analysis) throws SQLException {
        statement.execute(analysis.asCursor());
    }

    /** The next rows, no more than {@code most}; fewer than asked for only at the end, see {@link #isOver}. */
    List<List<@Nullable String>> fetch(int most) throws SQLException {
        int wanted = Math.min(portion, most);
        var found = new ArrayList<List<@Nullable String>>(wanted);
        long chars = 0;
        try (var rows = statement.executeQuery("fetch forward " + wanted + " from analysis")) {
            if (columns.isEmpty()) {
                columns = columns(rows.getMetaData());
            }
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var row = new ArrayList<@Nullable String>(width);
                for (int i = 1; i <= width; i++) {
                    var cell = rows.getString(i);
                    chars += cell == null ? 1 : cell.length() + 1;
                    row.add(cell);
                }
                found.add(row);
            }
        }
        isOver = found.size() < wanted;
        portion = next(portion, chars);
        return found;
    }

    /** The cursor has no more rows. */
    boolean isOver() {
        return isOver;
    }

    List<SqlColumn> columns() {
        return columns;
    }

    /** Names that stand twice. */
    Set<String> repeatedNames() {
        var seen = new HashSet<String>();
        var repeated = new HashSet<String>();
        columns.forEach(column -> {
            if (!seen.add(column.name())) {
                repeated.add(column.name());
            }
        });
        return repeated;
    }

    /** Ends what runs, at once, in Postgres too. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException alreadyOver) {
            // the server looks for its client every second by itself
        }
    }

    /** Hangs up, whoever is waiting. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException alreadyGone) {
            // nothing is kept of it
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // nothing is kept of it
        }
    }

    private static List<SqlColumn> columns(java.sql.ResultSetMetaData data) throws SQLException {
        var columns = new ArrayList<SqlColumn>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            columns.add(SqlColumn.of(data.getColumnLabel(i), data.getColumnTypeName(i)));
        }
        return List.copyOf(columns);
    }

    /** Many narrow rows at a time, few wide ones. */
    private static int next(int portion, long chars) {
        if (chars > PORTION_CHARS) {
            return Math.max(1, portion / 4);
        }
        return chars < PORTION_CHARS / 4 ? Math.min(LARGEST_PORTION, portion * 4) : portion;
    }
}
