package io.clickway.warehouse.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.postgres.StuckCopies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** An instance that stands still in the midst of its transaction, by a real SIGSTOP, holds the others up for a bounded time. */
class FrozenInstanceIT {

    private static final Duration LONG = Duration.ofSeconds(180);
    private static final Duration HELD_UP = Duration.ofSeconds(90);

    private static PrivateServers servers;
    private static Centre centre;

    private final Path folder;

    FrozenInstanceIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void startServers() {
        servers = PrivateServers.start("127.65", "eu", "rabbitmq", "postgres");
        centre = new Centre(servers).migrated();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void forget() {
        centre.run("truncate edge_ledger, clicks, watermarks, quarantine, quarantine_ranges, faults");
        CubeRows.forget(centre);
    }

    @AfterEach
    void theBooksBalance() throws Exception {
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
        assertThat(centre.texts(RowSql.DOUBLED)).isEmpty();
        assertThat(centre.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(Failpoint.class)
    void theOthersGoOnAndItsLateCommitCountsNothingTwice(Failpoint step) throws Exception {
        var source = new TestSource("eu", new Random(31), Instant.now().minusSeconds(30));
        source.clicks(600).watermark(SourceState.OPEN);
        var log = folder.resolve("frozen.log");
        var frozen = InstanceMain.start(log, List.of("-Xmx128m"), arguments(step.name()));
        var watch = Executors.newSingleThreadScheduledExecutor();
        var other = receiver();
        try (var broker = new TestBroker(servers)) {
            broker.publish(source.batches(20).subList(0, 15));
            await().atMost(LONG).until(() -> Files.readString(log).contains("frozen at " + step));
            var stuck = new StuckCopies(new Centre(servers).dataSource(), Duration.ofSeconds(12), System::nanoTime);
            watch.scheduleWithFixedDelay(() -> end(stuck), 5, 5, TimeUnit.SECONDS);
            other.start();
            long began = System.nanoTime();
            broker.publish(source.batches(20).subList(15, source.batches(20).size()));
            await().atMost(LONG).until(() -> centre.number("select count(*) from clicks") == 600);
            var heldUp = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf(
                    "frozen at %s: the others had stored everything after %.1f s%n", step, heldUp.toMillis() / 1e3);
            assertThat(heldUp).as("held up by a freeze at %s", step).isLessThan(HELD_UP);

            InstanceMain.signal(frozen.pid(), "CONT");
            other.stop();
            source.clicks(20);
            broker.publish(List.of(source.batch(603, 622)));
            await().atMost(LONG).until(() -> centre.number("select count(*) from clicks") == 620);
            await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> broker.waiting("clicks.eu") == 0);
            assertThat(frozen.isAlive()).isTrue();
        } finally {
            watch.shutdownNow();
            other.stop();
            frozen.destroyForcibly().waitFor();
        }
        try (var broker = new TestBroker(servers)) {
            await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> broker.waiting("clicks.eu") == 0);
        }
        assertThat(centre.number("select sum(missing) from edge_ledger")).isZero();
    }

    @Test
    void noTimeoutOfPostgresEndsACopyThatWaitsForItsClientButAnotherInstanceDoes() throws Exception {
        var impatient = new Centre(servers);
        impatient
                .dataSource()
                .setOptions("-c statement_timeout=500ms -c idle_in_transaction_session_timeout=500ms"
                        + " -c client_connection_check_interval=500ms -c idle_session_timeout=500ms");
        centre.store(List.of(new TestSource("eu", new Random(32), Instant.now()).batch()));
        try (var silent = impatient.dataSource().getConnection()) {
            silent.setAutoCommit(false);
            var copy = silent.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy faults (region, part, kind, detail) from stdin");
            copy.writeToCopy("eu\tbroker\tx\thalf a li".getBytes(UTF_8), 0, 21);
            copy.flushCopy();
            await().pollDelay(Duration.ofSeconds(3))
                    .atMost(LONG)
                    .until(() -> centre.number("select count(*) from pg_stat_activity where state = 'active'"
                                    + " and wait_event = 'ClientRead' and query like 'copy faults%'")
                            == 1);

            var stuck = new StuckCopies(centre.dataSource(), Duration.ofMillis(10), System::nanoTime);
            assertThat(stuck.end()).as("at first sight it may be slow").isZero();
            await().atMost(LONG).until(() -> stuck.end() == 1);

            assertThatThrownBy(copy::endCopy).isInstanceOf(SQLException.class);
            if (copy.isActive()) {
                // Without this the driver waits for ever for the end of the copy; PartitionCopy does it, too.
                assertThatThrownBy(copy::cancelCopy).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(silent::commit).isInstanceOf(SQLException.class);
        }
        assertThat(centre.number("select count(*) from faults")).isZero();
    }

    private static void end(StuckCopies stuck) {
        try {
            stuck.end();
        } catch (SQLException failed) {
            System.out.println("looking for stuck sessions failed: " + failed.getMessage());
        }
    }

    private static List<String> arguments(String freezeAt) {
        return List.of(
                servers.get("rabbitmq.centre.uri.warehouse"),
                "eu",
                servers.get("postgres.url"),
                servers.get("postgres.username"),
                servers.get("postgres.password"),
                freezeAt);
    }

    private static Receiver receiver() {
        var ingest = new MessageIngest(Centre.unpacker(), new Centre(servers).ingest(), 2);
        return new Receiver(
                new TestSettings("other", servers.get("rabbitmq.centre.uri.warehouse"), List.of("eu")),
                InstanceMain.BOUNDS,
                (_, messages) -> ingest.store(messages),
                _ -> {},
                centre.faults(),
                new TestFigures());
    }
}
