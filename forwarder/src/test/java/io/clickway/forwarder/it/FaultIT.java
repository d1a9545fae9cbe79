package io.clickway.forwarder.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import io.clickway.address.RedisKeys;
import io.clickway.forwarder.it.EdgeStandIn.Source;
import io.clickway.testkit.PrivateServers;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the region's broker and Redis do to a forwarder that lives on, and what forwarders do to each other. */
class FaultIT {

    @RegisterExtension
    private static final RegionServers SERVERS = new RegionServers();

    private static final AtomicLong SOURCES = new AtomicLong(2_000);
    private static final int PORT = 9001;
    private static final int WINDOW = 64;

    private static PrivateServers servers;
    private static EdgeStandIn edge;
    private static EdgeStandIn operator;
    private static ForwarderProcess forwarder;
    private static Path folders;

    private Source source;
    private CentreStandIn centre;

    @BeforeAll
    static void start() throws Exception {
        folders = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "forwarders-");
        servers = SERVERS.get();
        edge = new EdgeStandIn(servers.get("redis.eu.uri.edge"));
        operator = new EdgeStandIn(servers.get("redis.eu.uri.operator"));
        forwarder = start("forwarder-eu", PORT, Map.of()).awaitLease();
    }

    @AfterAll
    static void stop() {
        forwarder.close();
        edge.close();
        operator.close();
    }

    @BeforeEach
    void listen() throws Exception {
        source = edge.source(SOURCES.getAndIncrement());
        centre = new CentreStandIn(servers.get("rabbitmq.centre.uri.warehouse"));
    }

    @AfterEach
    void nothingIsLeftOrBroken() throws Exception {
        centre.close();
        assertThat(centre.faults).isEmpty();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(operator.streamLength()).isZero());
    }

    /** With a folder of its own, little patience, and heartbeats that end a silent connection after some four seconds. */
    private static ForwarderProcess start(String name, int port, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "FORWARDER_DATA_DIR",
                folders.resolve(name).toString(),
                "FORWARDER_BROKER_URI",
                servers.get("rabbitmq.eu.uri.forwarder") + "?heartbeat=2",
                "FORWARDER_BROKER_CONFIRM_TIMEOUT",
                "2s"));
        environment.putAll(more);
        return ForwarderProcess.start(servers, name, port, environment);
    }

    private void awaitAll() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(centre.hasAll(source.id, source.last())).isTrue();
            assertThat(operator.streamLength()).isZero();
        });
    }

    private void awaitClicks(long more) {
        long last = source.last() + more;
        await().atMost(Duration.ofMinutes(2)).until(() -> source.last() >= last);
    }

    private static void awaitMetric(String name, double more) {
        awaitMetric(name, more, forwarder);
    }

    private static void awaitMetric(String name, double more, ForwarderProcess of) {
        await(name).atMost(Duration.ofMinutes(1)).until(() -> of.metric(name) >= more);
    }

    /** Between two batches it holds nothing that another could take over. */
    private static void freezeWithEntriesInHand() {
        await("entries in hand").atMost(Duration.ofMinutes(1)).until(() -> {
            forwarder.freeze();
            var pending = operator.send(Request.cmd(Command.XPENDING)
                    .arg(RedisKeys.EVENTS)
                    .arg(RedisKeys.FORWARDERS)
                    .arg("-")
                    .arg("+")
                    .arg(1)
                    .arg("forwarder-eu"));
            if (pending != null && pending.size() > 0) {
                return true;
            }
            forwarder.thaw();
            return false;
        });
    }

    private static Connection regionsBroker() throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(servers.get("rabbitmq.eu.uri.operator"));
        return factory.newConnection("operator");
    }

    private static void redis(Object... words) {
        var request = Request.cmd(Command.create((String) words[0]));
        for (int i = 1; i < words.length; i++) {
            request.arg(words[i].toString());
        }
        operator.send(request);
    }

    @Test
    void sendsANackedBatchUntilItIsTakenEvenIfAStrangerClaimsItsEntries() throws Exception {
        double before = forwarder.metric("forwarder_batches_nacked_total");
        try (var broker = regionsBroker();
                var channel = broker.createChannel();
                var load = Load.on(source)) {
            channel.queueDeclare("full", false, true, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
            channel.queueBind("full", BrokerNames.CLICKS, BrokerNames.clicksBinding("eu"));
            awaitMetric("forwarder_batches_nacked_total", before + 2);
            assertThat(operator.streamLength()).isPositive();
            redis("XAUTOCLAIM", RedisKeys.EVENTS, RedisKeys.FORWARDERS, "stranger", 0, 0, "COUNT", 100);
            awaitClicks(20);
            channel.queueDelete("full");
            awaitClicks(20);
        }
        awaitAll();
    }

    @Test
    void aBlockedConnectionIsNoLostOneAndStopsTheReading() {
        double lost = forwarder.metric("forwarder_broker_lines_lost_total");
        var mark = servers.evaluate(
                "rabbitmq-eu", "io:format(\"~p\", [vm_memory_monitor:get_vm_memory_high_watermark()]).");
        try (var load = Load.on(source)) {
            servers.evaluate("rabbitmq-eu", "vm_memory_monitor:set_vm_memory_high_watermark(0.00001).");
            awaitMetric("forwarder_blocked", 1);
            double read = forwarder.metric("forwarder_entries_read_total");
            awaitMetric("forwarder_oldest_unacked_seconds", 2.5);
            assertThat(forwarder.metric("forwarder_entries_read_total") - read).isLessThan(WINDOW);
            assertThat(forwarder.metric("forwarder_in_flight_batches")).isLessThanOrEqualTo(WINDOW);
            assertThat(forwarder.get("/q/health/ready")).contains("\"broker_blocked\": true", "\"status\": \"UP\"");
        } finally {
            servers.evaluate("rabbitmq-eu", "vm_memory_monitor:set_vm_memory_high_watermark(" + mark + ").");
        }
        awaitAll();
        assertThat(forwarder.metric("forwarder_broker_lines_lost_total")).isEqualTo(lost);
        await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_blocked") == 0);
    }

    @Test
    void opensAnotherChannelWhenTheExchangeWasDeletedAndMadeAgain() throws Exception {
        double lost = forwarder.metric("forwarder_broker_lines_lost_total");
        try (var broker = regionsBroker();
                var channel = broker.createChannel();
                var load = Load.on(source)) {
            awaitClicks(20);
            channel.exchangeDelete(BrokerNames.CLICKS);
            awaitMetric("forwarder_broker_lines_lost_total", lost + 1);
            channel.exchangeDeclare(BrokerNames.CLICKS, BuiltinExchangeType.TOPIC, true);
            // The link binds its queue when it connects.
            servers.evaluate(
                    "rabbitmq-eu", "rabbit_networking:close_all_user_connections(<<\"federation\">>, <<\"test\">>).");
            awaitClicks(50);
        }
        awaitAll();
    }

    @Test
    void aFrozenBrokerCostsTheConnectionAndAnEmptiedRedisExactlyWhatItHeld() {
        double lost = forwarder.metric("forwarder_broker_lines_lost_total");
        try (var load = Load.on(source)) {
            awaitClicks(20);
            servers.freeze("rabbitmq-eu");
            awaitMetric("forwarder_broker_lines_lost_total", lost + 1); // no confirm comes
            assertThat(forwarder.metric("forwarder_in_flight_batches")).isLessThanOrEqualTo(WINDOW);
        } finally {
            servers.thaw("rabbitmq-eu");
        }
        awaitAll();

        await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_broker_connected") == 1);
        servers.freeze("rabbitmq-eu");
        try {
            // Nothing is in flight: the heartbeats tell.
            await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_broker_connected") == 0);
            source.commitAll(20, 1);
            redis(
                    "XREADGROUP",
                    "GROUP",
                    RedisKeys.FORWARDERS,
                    "forwarder-eu",
                    "COUNT",
                    10,
                    "STREAMS",
                    RedisKeys.EVENTS,
                    ">");
        } finally {
            servers.thaw("rabbitmq-eu");
        }
        awaitAll(); // also what was read in its name and never seen by it

        servers.freeze("rabbitmq-eu");
        long before = source.last();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_broker_connected") == 0);
            source.commitAll(7, 3);
            redis("FLUSHALL");
            source.commitAll(10, 1);
        } finally {
            servers.thaw("rabbitmq-eu");
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> operator.streamLength() == 0 && arrived() == source.last() - 21);
        assertThat(LongStream.rangeClosed(1, source.last()).filter(seq -> !centre.has(source.id, seq)))
                .as("missing numbers")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(before + 1, before + 21).boxed().toList());
    }

    private long arrived() {
        return LongStream.rangeClosed(1, source.last())
                .filter(seq -> centre.has(source.id, seq))
                .count();
    }

    @Test
    void goesOnWhenRedisIsKilledReadOnlyOrWithoutItsGroup() {
        try (var load = Load.on(source)) {
            for (int i = 0; i < 2; i++) {
                awaitClicks(20);
                servers.kill("redis-eu");
                await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_redis_connected") == 0);
                servers.restart("redis-eu");
                await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_redis_connected") == 1);
            }
            awaitClicks(20);
            redis("REPLICAOF", "127.0.0.1", 1);
            await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_redis_connected") == 0);
            assertThat(forwarder.get("/q/health/ready")).contains("\"redis_connected\": false", "\"status\": \"UP\"");
            redis("REPLICAOF", "NO", "ONE");
            await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_redis_connected") == 1);
            redis("XGROUP", "DESTROY", RedisKeys.EVENTS, RedisKeys.FORWARDERS);
            awaitClicks(20);
        }
        awaitAll();
    }

    @Test
    void makesRoomInAFullRedisAlsoAfterARestart() {
        forwarder.kill();
        limitMemory(usedMemory() + 2_000_000);
        try (var load = Load.heavyOn(source, 200)) {
            await().atMost(Duration.ofMinutes(1)).until(load::isRefused);
            limitMemory(usedMemory() - 300_000); // not even a lease can be written
            assertThatThrownBy(() -> redis("SET", "key", "value")).hasMessageContaining("OOM");
            forwarder = start("forwarder-eu", PORT, Map.of()).awaitReady();
            awaitClicks(2_000); // it takes clicks again, by itself
        } finally {
            limitMemory(536_870_912);
        }
        awaitAll();
        forwarder.awaitLease();
    }

    private static void limitMemory(long bytes) {
        redis("CONFIG", "SET", "maxmemory", bytes);
    }

    private static long usedMemory() {
        var used = String.valueOf(operator.send(Request.cmd(Command.INFO).arg("memory")))
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(used.substring(used.indexOf(':') + 1).strip());
    }

    @Test
    void goesOnOverNewConnectionsWhenTheOldOnesFallSilent() {
        var redis = URI.create(servers.get("redis.eu.uri.forwarder"));
        var broker = URI.create(servers.get("rabbitmq.eu.uri.forwarder"));
        try (var redisWay = new FaultProxy(redis.getHost(), redis.getPort());
                var brokerWay = new FaultProxy(broker.getHost(), broker.getPort())) {
            forwarder.terminate();
            forwarder = start(
                            "forwarder-eu",
                            PORT,
                            Map.of(
                                    "FORWARDER_REDIS_URI", through(redis, redisWay),
                                    "FORWARDER_BROKER_URI", through(broker, brokerWay)))
                    .awaitLease();
            try (var load = Load.on(source)) {
                awaitClicks(50);
                redisWay.silence();
                brokerWay.silence();
                awaitClicks(50);
            }
            awaitAll();
            assertThat(forwarder.metric("forwarder_broker_lines_lost_total")).isPositive();
            forwarder.terminate();
        }
        forwarder = start("forwarder-eu", PORT, Map.of()).awaitLease();
    }

    private static String through(URI server, FaultProxy proxy) {
        return server.getScheme() + "://" + server.getRawUserInfo() + "@127.0.0.1:" + proxy.port()
                + server.getRawPath();
    }

    @Test
    void twoShareAStreamAndAFrozenOneDoesNoHarmWhenItWakes() {
        try (var load = Load.on(source);
                var second = start("forwarder-eu-2", PORT + 1, Map.of()).awaitLease()) {
            awaitMetric("forwarder_entries_acknowledged_total", 20, second);
            assertThat(centre.duplicates(source.id)).isZero();
            double claimed = second.metric("forwarder_entries_claimed_total");

            freezeWithEntriesInHand(); // beyond its lease of 3 s
            try {
                awaitMetric("forwarder_entries_claimed_total", claimed + 1, second);
                awaitClicks(50);
            } finally {
                forwarder.thaw();
            }
            awaitClicks(100);
            assertThat(second.terminate()).isZero();
            awaitClicks(50);
        }
        awaitAll();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(String.valueOf(operator.send(Request.cmd(Command.XPENDING)
                                .arg(RedisKeys.EVENTS)
                                .arg(RedisKeys.FORWARDERS))))
                        .startsWith("[0"));
    }

    @Test
    void aCrashBetweenAnyTwoStepsUnderLoadLosesNothing() {
        try (var load = Load.on(source)) {
            for (var step : new String[] {"after_publish", "after_confirm", "after_ack"}) {
                try (var crashing = start("forwarder-eu-2", PORT + 1, Map.of("FORWARDER_FAILPOINT", step))) {
                    assertThat(crashing.awaitExit()).as(step).isEqualTo(137);
                }
            }
        }
        awaitAll(); // what was pending with it is taken over
    }

    @Test
    void aRestartTakesItsOwnLeaseOverAtOnceUnlessItsPredecessorStillLives() {
        var patient = Map.of("FORWARDER_LEASE_TIME", "60s");
        try (var frozen = start("forwarder-eu-3", PORT + 2, patient).awaitLease()) {
            frozen.freeze();
            try (var successor = start("forwarder-eu-3", PORT + 3, patient).awaitReady()) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> successor.log().contains("another instance holds forwarder-eu-3"));
                assertThat(successor.metric("forwarder_lease_held")).isZero();
                frozen.kill();
                awaitMetric("forwarder_lease_held", 1, successor);
                successor.terminate();
            }
        }
        source.commit(1);
        awaitAll();
    }
}
