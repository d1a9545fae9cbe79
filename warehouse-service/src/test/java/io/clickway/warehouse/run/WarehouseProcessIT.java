package io.clickway.warehouse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.LedgerAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged process itself, killed between every two steps of the hand-over. */
class WarehouseProcessIT {

    private static final Duration LONG = Duration.ofMinutes(3);

    private static PrivateServers servers;
    private static Centre centre;

    private final Path folder;

    WarehouseProcessIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void startServers() {
        servers = PrivateServers.start("127.66", "eu", "rabbitmq", "postgres");
        centre = new Centre(servers);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @Test
    void diesBetweenAnyTwoStepsAndStoresEverythingOnce() throws Exception {
        var source = new TestSource("eu", new Random(5), Instant.now().minusSeconds(30));
        try (var broker = new TestBroker(servers)) {
            for (var failpoint : new String[] {"before_copy", "after_copy", "after_commit"}) {
                int first = source.last() + 1;
                source.clicks(100).watermark(SourceState.OPEN);
                broker.publish(List.of(source.batch(first == 2 ? 1 : first, source.last())));
                var process = start(Map.of("WAREHOUSE_FAILPOINT", failpoint));
                try {
                    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                            .as("%s reached; the log says: %s", failpoint, Files.readString(log()))
                            .isTrue();
                    assertThat(process.exitValue()).as(failpoint).isEqualTo(137);
                } finally {
                    process.destroyForcibly();
                }
            }
            var process = start(Map.of());
            try {
                await().atMost(LONG)
                        .ignoreExceptions()
                        .until(() -> centre.number("select count(*) from clicks") == 300
                                && broker.waiting("clicks.eu") == 0);
                assertThat(stop(process)).as("after SIGTERM").isZero();
            } finally {
                process.destroyForcibly();
            }
        }
        assertThat(centre.number("select duplicates from edge_ledger"))
                .as("what was committed by the one that died came again, whole batches of it")
                .isIn(102L, 203L, 304L);
        assertThat(centre.number("select missing from edge_ledger")).isZero();
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
    }

    /** Java itself ends with 143 until the process has heard of its own way to stop. */
    @ParameterizedTest
    @ValueSource(ints = {200, 700, 1500, 2500})
    void stopsWhenAskedEvenWhileItStarts(int millis) throws Exception {
        var process = start(Map.of());
        Thread.sleep(millis);
        assertThat(stop(process)).as("after SIGTERM").isIn(0, 143);
    }

    private static int stop(Process process) throws InterruptedException {
        try {
            process.destroy();
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("stops when asked")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(Map<String, String> more) throws IOException {
        var jar = Path.of(
                System.getProperty("clickway.root", "."), "warehouse-service/target/quarkus-app/quarkus-run.jar");
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-jar",
                jar.toAbsolutePath().toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("WAREHOUSE_NAME", "warehouse"),
                        Map.entry("WAREHOUSE_REGIONS", "eu"),
                        Map.entry("WAREHOUSE_BROKER_URI", servers.get("rabbitmq.centre.uri.warehouse")),
                        Map.entry("WAREHOUSE_CONTROL_HOST", servers.get("rabbitmq.centre.host")),
                        Map.entry("WAREHOUSE_CONTROL_PORT", servers.get("rabbitmq.centre.port")),
                        Map.entry("WAREHOUSE_CONTROL_USERNAME", servers.get("rabbitmq.centre.warehouse.username")),
                        Map.entry("WAREHOUSE_CONTROL_PASSWORD", servers.get("rabbitmq.centre.warehouse.password")),
                        Map.entry("WAREHOUSE_POSTGRES_URL", servers.get("postgres.url")),
                        Map.entry("WAREHOUSE_POSTGRES_USERNAME", servers.get("postgres.username")),
                        Map.entry("WAREHOUSE_POSTGRES_PASSWORD", servers.get("postgres.password")),
                        Map.entry("WAREHOUSE_API_KEY_SHA256", "ab".repeat(32)),
                        Map.entry("WAREHOUSE_ID_KEYS", "1:000102030405060708090a0b0c0d0e0f"),
                        Map.entry("WAREHOUSE_DATA_DIR", folder.toString()),
                        Map.entry("QUARKUS_HTTP_HOST", "127.66.0.1"),
                        Map.entry("QUARKUS_HTTP_PORT", "8080"),
                        Map.entry("QUARKUS_MANAGEMENT_HOST", "127.66.0.1"),
                        Map.entry("QUARKUS_MANAGEMENT_PORT", "9000")));
        builder.environment().putAll(more);
        return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    }

    private Path log() {
        return folder.resolve("warehouse.log");
    }
}
