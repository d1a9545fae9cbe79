package io.clickway.warehouse.migrate;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Applies what is pending, one transaction per file, beside instances that ingest. A migration that doesn't get a lock soon,
 * or that others wait for, is rolled back and tried again after a growing pause. Several instances may do it at once: one
 * does it, the others wait for it.
 */
public final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    /** No lock in time, deadlock, cancelled, session ended: nothing is left of the migration, so it can be tried again. */
    private static final Set<String> GAVE_WAY = Set.of("55P03", "40P01", "57014", "25P03");

    private static final String CANCELLED = "57014";

    /** A process that froze in the midst of a migration holds its locks no longer than this. */
    private static final Duration FROZEN = Duration.ofSeconds(5);

    private final Flyway flyway;
    private final PGSimpleDataSource watching;
    private final Pace pace;

    /**
     * @param wanted where migrations lie and which are wanted; its data source isn't used
     * @param login of the owner of the tables; sessions of its own are made with it
     */
    public Migrations(Configuration wanted, Login login, Pace pace) {
        var migrating = dataSource(
                login,
                BlockWatch.APPLICATION_NAME,
                "-c lock_timeout=" + pace.lockTimeout().toMillis() + " -c idle_in_transaction_session_timeout="
                        + FROZEN.toMillis());
        this.flyway = Flyway.configure()
                .configuration(wanted)
                // A lock of the session, not of a transaction that would stand idle as long as all migrations take.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .dataSource(migrating)
                .lockRetryCount(Math.toIntExact(Math.max(1, pace.patience().toSeconds())))
                .load();
        this.watching = dataSource(login, "clickway-warehouse-migrate-watch", "-c statement_timeout=5000");
        this.pace = pace;
    }

    /** How to reach Postgres; {@code url} as JDBC knows it. */
    public record Login(String url, String username, String password) {

        @Override
        public String toString() {
            return "login of " + username;
        }
    }

    /** How many migrations were applied meanwhile, and how often one gave way before. */
    public record Applied(int migrations, int gaveWay) {}

    /** @throws IllegalStateException when something stood in the way for too long; what was applied before stays */
    public Applied apply() {
        long deadline = System.nanoTime() + pace.patience().toNanos();
        int before = flyway.info().applied().length;
        int cancelled = 0;
        try (var watch = BlockWatch.start(watching, pace.holdUp())) {
            for (int tries = 1; ; tries++) {
                try {
                    flyway.migrate();
                    int applied = flyway.info().applied().length - before;
                    LOG.infof("the schema is at version %s, %d migrations were applied", version(), applied);
                    return new Applied(applied, tries - 1);
                } catch (FlywayException failed) {
                    var state = sqlState(failed);
                    if (state.isEmpty() || !GAVE_WAY.contains(state.get())) {
                        throw failed;
                    }
                    var name = pending();
                    if (state.get().equals(CANCELLED)) {
                        cancelled++;
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        throw refusal(name, tries, cancelled, watch.blocker(), failed);
                    }
                    LOG.infof(
                            "migration %s gave way (SQLSTATE %s, try %d%s), it is tried again",
                            name,
                            state.get(),
                            tries,
                            watch.blocker().map(each -> ", " + each).orElse(""));
                    pause(pace.pause(tries));
                }
            }
        }
    }

    /** @param cancelled in how many of the tries it had its lock and kept others waiting */
    private IllegalStateException refusal(
            String name, int tries, int cancelled, Optional<BlockWatch.Blocker> blocker, FlywayException failed) {
        var others = cancelled > 0 ? "Others waited for it, %d times of these. ".formatted(cancelled) : "";
        var who = blocker.map(each -> "It waited for " + each + ". End that, e.g. by select pg_terminate_backend("
                        + each.pid() + "),")
                .orElse("Look at pg_stat_activity for long transactions, end them,");
        return new IllegalStateException(
                "Migration " + name + " gave way " + tries + " times in "
                        + pace.patience().toSeconds() + " s. " + others + who
                        + " and start again; what was applied before stays.",
                failed);
    }

    private String pending() {
        var pending = flyway.info().pending();
        return pending.length == 0 ? "(none is pending any more)" : name(pending[0]);
    }

    private static String name(MigrationInfo migration) {
        return "V" + migration.getVersion() + " (" + migration.getDescription() + ")";
    }

    private String version() {
        var current = flyway.info().current();
        return current == null ? "none" : String.valueOf(current.getVersion());
    }

    private static Optional<String> sqlState(Throwable failed) {
        for (var cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }

    private static void pause(Duration pause) {
        try {
            // At start, on the only thread there is, and nothing tells when whoever is in the way will be gone.
            Thread.sleep(pause);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("migrating was interrupted", ended);
        }
    }

    private static PGSimpleDataSource dataSource(Login login, String name, String options) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(login.url());
        dataSource.setUser(login.username());
        dataSource.setPassword(login.password());
        dataSource.setApplicationName(name);
        dataSource.setConnectTimeout(5);
        dataSource.setTcpKeepAlive(true);
        dataSource.setOptions(options);
        return dataSource;
    }
}
