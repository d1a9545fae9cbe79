package io.clickway.warehouse.receive;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.batch.BatchHeader;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.LedgerAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst that five regions can send at once, bodies that just about keep to the rules and unfold to 16 MiB each, in a process
 * whose heap leaves 128 MiB of the usual 512 for everything that is not the data path.
 */
class HeapIT {

    private static final List<String> REGIONS = List.of("eu", "us", "ap", "sa", "af");
    private static final int EVENTS = 10_000;
    private static final int COPIES = 12;
    private static final Duration LONG = Duration.ofMinutes(8);

    @Test
    void holdsTheWorstCaseOfFiveRegions(@TempDir Path folder) throws Exception {
        try (var servers = PrivateServers.start("127.65", "eu", "rabbitmq", "postgres")) {
            var centre = new Centre(servers).migrated();
            var log = folder.resolve("log");
            var batches = new ArrayList<TestBatch>();
            for (var region : REGIONS) {
                batches.add(large(region));
            }
            assertThat(batches).allSatisfy(batch -> {
                assertThat(batch.plain().length).isGreaterThan(12 << 20);
                assertThat(batch.body().length).isBetween(600_000, BatchHeader.MAX_BODY_BYTES);
            });
            var arguments = List.of(
                    servers.get("rabbitmq.centre.uri.warehouse"),
                    String.join(",", REGIONS),
                    servers.get("postgres.url"),
                    servers.get("postgres.username"),
                    servers.get("postgres.password"),
                    "never");
            try (var broker = new TestBroker(servers)) {
                declareQueues(servers);
                for (int copy = 0; copy < COPIES; copy++) {
                    broker.publish(batches);
                }
                var process = InstanceMain.start(
                        log, List.of("-XX:+UseG1GC", "-Xmx384m", "-XX:+ExitOnOutOfMemoryError"), arguments);
                try {
                    await().atMost(LONG)
                            .pollInterval(Duration.ofMillis(500))
                            .untilAsserted(() -> assertThat(
                                            centre.number(
                                                    "select coalesce(sum(stored_clicks + stored_watermarks + duplicates), 0) from edge_ledger"))
                                    .isEqualTo((long) REGIONS.size() * COPIES * (EVENTS + 1)));
                    assertThat(process.isAlive()).isTrue();
                    assertThat(Files.readString(log))
                            .doesNotContain("OutOfMemory")
                            .doesNotContain("reading failed");
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
            assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        }
    }

    private static void declareQueues(PrivateServers servers) throws Exception {
        try (var connection =
                new SharedConnection(servers.get("rabbitmq.centre.uri.warehouse"), "test", Duration.ofSeconds(10))) {
            new Topology(REGIONS).declare(connection.channel());
        }
    }

    /** Texts that compress to about a fifteenth. */
    private static TestBatch large(String region) {
        var random = new Random(region.hashCode());
        var source = new TestSource(region, random, Instant.now().minusSeconds(60));
        for (int i = 0; i < EVENTS; i++) {
            var text = new StringBuilder();
            for (int part = 0; part < 8; part++) {
                text.repeat(Long.toHexString(random.nextLong()), 9);
            }
            source.click(aClick().sub1(text.toString()));
        }
        return source.batch();
    }
}
