package io.clickway.warehouse.sql;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.sql.SqlSession.Place;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Takes statements: finds a place, opens a session, sets a timer, writes down who asked what. Refuses all of them while the
 * database would let one do more than read; looked at once a minute.
 */
@ApplicationScoped
class SqlDesk {

    private static final Logger LOG = Logger.getLogger(SqlDesk.class);
    private static final long HANG_UP_AFTER_MILLIS = 1_000;
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final SqlSettings settings;
    private final Optional<Place> place;
    private final SqlPlaces places;
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(
            3, Thread.ofPlatform().name("sql-limits-", 0).daemon().factory());
    private volatile long hardenedUntil = System.nanoTime();

    SqlDesk(SqlSettings settings, @ConfigProperty(name = "warehouse.postgres.url") String ownUrl) {
        this.settings = settings;
        this.place = settings.password()
                .map(password ->
                        new Place(settings.url().orElse(ownUrl), settings.username(), password, settings.time()));
        this.places = new SqlPlaces(settings.atOnce(), settings.atOncePerWorkspace());
    }

    /** Who asks: the name of the key, and the workspace whose rows it sees; 0 for all. */
    record Asker(String key, int workspace) {}

    void start(@Observes StartupEvent event) {
        if (place.isEmpty()) {
            LOG.info("POST /api/sql is off: WAREHOUSE_SQL_PASSWORD is not set");
            return;
        }
        try (var session = SqlSession.open(place.get(), -1)) {
            var gaps = session.gaps();
            if (!gaps.isEmpty()) {
                LOG.errorf("POST /api/sql refuses all statements: %s", String.join("; ", gaps));
            }
        } catch (SQLException notYet) {
            LOG.warnf("POST /api/sql could not be looked at: SQLSTATE %s", notYet.getSQLState());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timers.shutdownNow();
    }

    /**
     * The statement with its first rows there, or a problem.
     *
     * @param client who waits for the answer
     */
    SqlRun run(Asker asker, OneStatement statement, SqlRun.Wanted wanted, SqlRun.Client client) {
        var here = place.orElseThrow(() ->
                ProblemException.of(ProblemCode.UNAVAILABLE, "SQL is not set up here: set WAREHOUSE_SQL_PASSWORD."));
        var back = places.take(asker.workspace());
        try {
            var trail = new Trail(asker, sha256(statement.sql()), System.nanoTime());
            var run = new SqlRun(open(here, asker), wanted, client, outcome -> {
                back.run();
                trail.write(outcome);
            });
            long millis = settings.time().toMillis();
            timers.schedule(() -> run.stop(SqlRun.End.TIME), millis, TimeUnit.MILLISECONDS);
            // A client that doesn't read its answer would hold the thread that writes it.
            timers.schedule(() -> hangUp(run, client), millis + HANG_UP_AFTER_MILLIS, TimeUnit.MILLISECONDS);
            client.whenGone(() -> timers.execute(() -> run.stop(SqlRun.End.CLIENT_GONE)));
            run.start(statement);
            return run;
        } catch (RuntimeException refused) {
            back.run();
            throw refused;
        }
    }

    private static void hangUp(SqlRun run, SqlRun.Client client) {
        if (run.wasStopped()) {
            client.hangUp();
        }
    }

    /** Who asked what, for the log: one line per statement, without its text. */
    private record Trail(Asker asker, String sha256, long beganNanos) {

        void write(SqlRun.Outcome outcome) {
            LOG.infof(
                    "sql key=%s workspace=%d sha256=%s rows=%d bytes=%d ms=%d %s",
                    asker.key(),
                    asker.workspace(),
                    sha256,
                    outcome.rows(),
                    outcome.bytes(),
                    (System.nanoTime() - beganNanos) / 1_000_000,
                    outcome.problem().orElse("whole"));
        }
    }

    private SqlSession open(Place here, Asker asker) {
        try {
            var session = SqlSession.open(here, asker.workspace());
            try {
                requireHardened(session);
                return session;
            } catch (SQLException | RuntimeException failed) {
                session.close();
                throw failed;
            }
        } catch (SQLException failed) {
            LOG.warnf("a session for analysts could not be opened: SQLSTATE %s", failed.getSQLState());
            throw "53300".equals(failed.getSQLState())
                    ? SqlFailure.of(failed)
                    : ProblemException.of(
                            ProblemCode.UNAVAILABLE, "The database did not answer; try again in a moment.");
        }
    }

    private void requireHardened(SqlSession session) throws SQLException {
        long now = System.nanoTime();
        if (now - hardenedUntil < 0) {
            return;
        }
        List<String> gaps = session.gaps();
        if (!gaps.isEmpty()) {
            LOG.errorf("POST /api/sql refuses all statements: %s", String.join("; ", gaps));
            throw ProblemException.of(
                    ProblemCode.UNAVAILABLE,
                    "SQL is closed: the database would let a statement do more than read. scripts/doctor names what is"
                            + " off, scripts/up sets it right.");
        }
        hardenedUntil = now + LOOK_EVERY.toNanos();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
