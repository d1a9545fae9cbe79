package io.clickway.warehouse.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Ends sessions of ingestion that wait in the midst of a COPY for a client that sends nothing: a frozen process, whose
 * kernel still answers for it. They hold the locks of their sources, and no setting of Postgres 15 ends them: while COPY
 * waits for data, {@code statement_timeout} and {@code client_connection_check_interval} are not looked at,
 * {@code idle_in_transaction_session_timeout} counts only between statements, and keepalives are answered by the kernel. The
 * client finds its session gone, and its batches are stored anew. Every instance looks; ending a session twice is harmless.
 * Not thread-safe.
 */
public final class StuckCopies {

    /** As the sessions of ingestion call themselves, see {@code application.properties}. */
    public static final String APPLICATION_NAME = "clickway-warehouse-ingest";

    /** What a COPY says of itself; its progress tells a slow client from a silent one. */
    private static final String WAITING = """
            select
                a.pid,
                extract(epoch from a.query_start)::text,
                p.bytes_processed
            from pg_stat_activity a
                join pg_stat_progress_copy p using (pid)
            where a.application_name = ?
              and a.usename = current_user
              and a.datname = current_database()
              and a.wait_event = 'ClientRead'
            """;

    private static final String END = "select pg_terminate_backend(?)";

    private final DataSource dataSource;
    private final Duration patience;
    private final LongSupplier nanoClock;
    private Map<Waiting, Long> since = new HashMap<>();

    /** @param patience how long a COPY may stand still */
    public StuckCopies(DataSource dataSource, Duration patience, LongSupplier nanoClock) {
        this.dataSource = dataSource;
        this.patience = patience;
        this.nanoClock = nanoClock;
    }

    /**
     * To be called every few seconds.
     *
     * @return how many sessions were ended
     */
    public int end() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            long now = nanoClock.getAsLong();
            var waiting = new HashMap<Waiting, Long>();
            for (var copy : waiting(connection)) {
                waiting.put(copy, since.getOrDefault(copy, now));
            }
            since = waiting;
            int ended = 0;
            for (var copy : waiting.entrySet()) {
                if (now - copy.getValue() >= patience.toNanos()) {
                    end(connection, copy.getKey());
                    ended++;
                }
            }
            return ended;
        }
    }

    private static List<Waiting> waiting(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(WAITING)) {
            select.setString(1, APPLICATION_NAME);
            var found = new ArrayList<Waiting>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Waiting(row.getInt(1), row.getString(2), row.getLong(3)));
                }
            }
            return found;
        }
    }

    private static void end(Connection connection, Waiting copy) throws SQLException {
        try (var end = connection.prepareStatement(END)) {
            end.setInt(1, copy.pid());
            end.executeQuery().close();
        }
    }

    private record Waiting(int pid, String queryStart, long bytes) {}
}
