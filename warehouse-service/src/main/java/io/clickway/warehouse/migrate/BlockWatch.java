package io.clickway.warehouse.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Watches sessions of migrations from a session of its own, some times a second: remembers who stood in their way, and
 * cancels one that others have waited for too long. {@code lock_timeout} alone doesn't bound that: a migration that has one
 * lock and waits for the next holds everybody up for both, and so does one that works long under a lock.
 */
final class BlockWatch implements AutoCloseable {

    /** As the sessions of migrations call themselves. */
    static final String APPLICATION_NAME = "clickway-warehouse-migrate";

    private static final Logger LOG = Logger.getLogger(BlockWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private static final String BLOCKER = """
            select
                b.pid,
                b.application_name,
                b.usename,
                coalesce(extract(epoch from clock_timestamp() - b.xact_start)::bigint, -1)
            from pg_stat_activity m
                cross join lateral unnest(pg_blocking_pids(m.pid)) as blocking (pid)
                join pg_stat_activity b on b.pid = blocking.pid
            where m.application_name = ?
              and m.datname = current_database()
              and m.wait_event_type = 'Lock'
            order by b.xact_start nulls last
            limit 1
            """;

    /** Waiting behind a migration that waits itself counts too. */
    private static final String CANCEL = """
            select pg_cancel_backend(m.pid)
            from pg_stat_activity m
            where m.application_name = ?
              and m.datname = current_database()
              and m.usename = current_user
              and exists (
                select
                from pg_locks l
                where not l.granted
                  and clock_timestamp() - l.waitstart > ? * interval '1 millisecond'
                  and m.pid = any (pg_blocking_pids(l.pid)))
            """;

    private final DataSource dataSource;
    private final Duration holdUp;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<Blocker> blocker = Optional.empty();

    private BlockWatch(DataSource dataSource, Duration holdUp) {
        this.dataSource = dataSource;
        this.holdUp = holdUp;
        this.thread = Thread.ofPlatform().name("migration-watch").daemon().unstarted(this::watch);
    }

    static BlockWatch start(DataSource dataSource, Duration holdUp) {
        var watch = new BlockWatch(dataSource, holdUp);
        watch.thread.start();
        return watch;
    }

    /** A session that a migration waited for, and for how long its transaction had lasted; -1 when that isn't told. */
    record Blocker(int pid, String application, String user, long seconds) {

        @Override
        public String toString() {
            return "session " + pid + " of " + user + (application.isEmpty() ? "" : " (" + application + ")")
                    + (seconds < 0 ? "" : ", in a transaction for " + seconds + " s");
        }
    }

    /** Who stood in the way last. */
    Optional<Blocker> blocker() {
        return blocker;
    }

    private void watch() {
        while (over.getCount() > 0) {
            try (var connection = dataSource.getConnection()) {
                while (!over.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    look(connection);
                }
            } catch (SQLException away) {
                LOG.debugf(away, "the watch over migrations lost its session");
                pause();
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void pause() {
        try {
            over.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            over.countDown();
        }
    }

    private void look(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(BLOCKER);
                var cancel = connection.prepareStatement(CANCEL)) {
            select.setString(1, APPLICATION_NAME);
            try (var row = select.executeQuery()) {
                if (row.next()) {
                    blocker =
                            Optional.of(new Blocker(row.getInt(1), row.getString(2), row.getString(3), row.getLong(4)));
                }
            }
            cancel.setString(1, APPLICATION_NAME);
            cancel.setLong(2, holdUp.toMillis());
            cancel.executeQuery().close();
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
