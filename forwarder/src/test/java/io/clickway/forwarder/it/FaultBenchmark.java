package io.clickway.forwarder.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.forwarder.it.EdgeStandIn.Source;
import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Prints what faults cost a forwarder in time, memory and processor; not among the usual tests: {@code mvn -pl forwarder -am
 * verify -Dit.test=FaultBenchmark -Dfailsafe.failIfNoSpecifiedTests=false}. Each run ends with everything arrived.
 */
class FaultBenchmark {

    private static final int BACKLOG_ENTRIES = 200_000;
    private static final int WINDOW = 64;
    private static final Duration WATCHED = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 60));

    private static PrivateServers servers;
    private static EdgeStandIn edge;
    private static EdgeStandIn operator;
    private static CentreStandIn centre;
    private static URI redis;
    private static URI broker;

    @BeforeAll
    static void start() throws Exception {
        System.out.printf(
                "%s, %d processors, Java %s, load average %s%n",
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                Files.readString(Path.of("/proc/loadavg")).strip());
        servers = PrivateServers.start("127.64", "eu", "redis", "rabbitmq");
        edge = new EdgeStandIn(servers.get("redis.eu.uri.edge"));
        operator = new EdgeStandIn(servers.get("redis.eu.uri.operator"));
        centre = new CentreStandIn(servers.get("rabbitmq.centre.uri.warehouse"));
        redis = URI.create(servers.get("redis.eu.uri.forwarder"));
        broker = URI.create(servers.get("rabbitmq.eu.uri.forwarder"));
    }

    @AfterAll
    static void stop() throws Exception {
        centre.close();
        edge.close();
        operator.close();
        servers.close();
    }

    private static ForwarderProcess forwarder(Map<String, String> more) {
        return ForwarderProcess.start(servers, "forwarder-eu", 9001, more);
    }

    private static void awaitAll(Source source) {
        await().atMost(Duration.ofMinutes(5))
                .until(() -> operator.streamLength() == 0 && centre.hasAll(source.id, source.last()));
    }

    @Test
    void fromKillToTheFirstConfirm() throws Exception {
        var folder = Files.createTempDirectory("clickway-forwarder-");
        for (var environment : List.of(Map.<String, String>of(), Map.of("FORWARDER_DATA_DIR", folder.toString()))) {
            for (int run = 1; run <= 5; run++) {
                measureRestart(environment, run);
            }
        }
    }

    private static void measureRestart(Map<String, String> folder, int run) {
        var environment = new HashMap<>(folder);
        environment.put("FORWARDER_LEASE_TIME", "10s");
        var source = edge.source(System.nanoTime());
        try (var first = forwarder(environment).awaitReady()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> first.metric("forwarder_lease_held") == 1);
            source.commit(5);
            awaitAll(source);
            first.kill();
        }
        long killed = System.nanoTime();
        source.commit(5);
        try (var second = forwarder(environment)) {
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> operator.streamLength() == 0);
            System.out.printf(
                    Locale.ROOT,
                    "kill -9 to the first confirm, %s, run %d: %.1f s%n",
                    folder.isEmpty() ? "without a data folder" : "with a data folder",
                    run,
                    (System.nanoTime() - killed) / 1e9);
            awaitAll(source);
            second.terminate();
        }
    }

    @Test
    void aBacklogWhileTheBrokerIsAwayBlockedOrSlow() throws Exception {
        var source = edge.source(System.nanoTime());
        try (var way = new FaultProxy(broker.getHost(), broker.getPort());
                var forwarder = forwarder(Map.of("FORWARDER_BROKER_URI", through(broker, way)))
                        .awaitLease()) {
            source.commit(1);
            awaitAll(source);
            servers.kill("rabbitmq-eu");
            for (int i = 0; i < BACKLOG_ENTRIES / 500; i++) {
                source.commitAll(500, 3);
            }
            watch("broker away", forwarder, within(WATCHED));
            servers.restart("rabbitmq-eu");

            var mark = servers.evaluate(
                    "rabbitmq-eu", "io:format(\"~p\", [vm_memory_monitor:get_vm_memory_high_watermark()]).");
            servers.evaluate("rabbitmq-eu", "vm_memory_monitor:set_vm_memory_high_watermark(0.00001).");
            await().atMost(Duration.ofSeconds(30)).until(() -> forwarder.metric("forwarder_blocked") == 1);
            watch("broker blocked", forwarder, within(WATCHED));
            servers.evaluate("rabbitmq-eu", "vm_memory_monitor:set_vm_memory_high_watermark(" + mark + ").");

            way.delayAnswers(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(60)).until(() -> forwarder.metric("forwarder_broker_connected") == 1);
            watch("confirms take 2 s", forwarder, within(WATCHED));
            way.delayAnswers(Duration.ZERO);
            watch("draining", forwarder, () -> operator.streamLength() > 0);
            awaitAll(source);
            System.out.println("duplicates " + centre.duplicates(source.id) + " of " + source.last());
            forwarder.terminate();
        }
    }

    @Test
    void aSlowRedis() throws Exception {
        var source = edge.source(System.nanoTime());
        try (var way = new FaultProxy(redis.getHost(), redis.getPort());
                var forwarder = forwarder(Map.of("FORWARDER_REDIS_URI", through(redis, way)))
                        .awaitLease();
                var load = Load.on(source)) {
            way.delayAnswers(Duration.ofMillis(300));
            watch("Redis answers after 300 ms", forwarder, within(WATCHED));
            way.delayAnswers(Duration.ofSeconds(3));
            watch("Redis answers after 3 s, too late", forwarder, within(Duration.ofSeconds(20)));
            way.delayAnswers(Duration.ZERO);
            load.close();
            awaitAll(source);
            forwarder.terminate();
        }
    }

    private static String through(URI server, FaultProxy proxy) {
        return server.getScheme() + "://" + server.getRawUserInfo() + "@127.0.0.1:" + proxy.port()
                + server.getRawPath();
    }

    private static BooleanSupplier within(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() < end;
    }

    /** Samples memory and window twice a second and prints the most, and what went through. */
    private static void watch(String what, ForwarderProcess forwarder, BooleanSupplier goesOn) throws IOException {
        var most = new long[3];
        long began = System.nanoTime();
        var cpu = cpu(forwarder);
        double read = forwarder.metric("forwarder_entries_read_total");
        double confirmed = forwarder.metric("forwarder_entries_acknowledged_total");
        double lost = forwarder.metric("forwarder_broker_lines_lost_total");
        long rss = rssKilobytes(forwarder);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(10))
                .until(() -> {
                    most[0] = Math.max(most[0], rssKilobytes(forwarder));
                    most[1] = Math.max(most[1], (long) forwarder.metric("forwarder_in_flight_batches"));
                    most[2] = Math.max(most[2], (long) forwarder.metric("forwarder_oldest_unacked_seconds"));
                    return !goesOn.getAsBoolean();
                });
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f s, cpu %.1f %% of a core (its metrics asked twice a second), rss %d MB before, at most %d MB, "
                        + "in flight at most %d batches, read %.0f entries, acknowledged %.0f (%.0f/s), lines lost %.0f, "
                        + "oldest %d s, stream %d%n",
                what,
                seconds,
                100 * cpu(forwarder).minus(cpu).toNanos() / 1e9 / seconds,
                rss / 1024,
                most[0] / 1024,
                most[1],
                forwarder.metric("forwarder_entries_read_total") - read,
                forwarder.metric("forwarder_entries_acknowledged_total") - confirmed,
                (forwarder.metric("forwarder_entries_acknowledged_total") - confirmed) / seconds,
                forwarder.metric("forwarder_broker_lines_lost_total") - lost,
                most[2],
                operator.streamLength());
        assertThat(most[1]).isLessThanOrEqualTo(WINDOW);
    }

    private static Duration cpu(ForwarderProcess forwarder) {
        return ProcessHandle.of(forwarder.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static long rssKilobytes(ForwarderProcess forwarder) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + forwarder.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
