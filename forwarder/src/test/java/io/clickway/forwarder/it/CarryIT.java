package io.clickway.forwarder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.address.BrokerNames;
import io.clickway.forwarder.it.EdgeStandIn.Source;
import io.clickway.testkit.PrivateServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stream → forwarder → region's broker → federation → queue at the centre, with each part broken in turn. */
class CarryIT {

    private static final int PORT = 9001;
    private static final AtomicLong SOURCES = new AtomicLong(1_000);

    @RegisterExtension
    private static final RegionServers SERVERS = new RegionServers();

    private static PrivateServers servers;
    private static EdgeStandIn edge;
    private static EdgeStandIn operator;

    private CentreStandIn centre;

    @BeforeAll
    static void startServers() {
        servers = SERVERS.get();
        edge = new EdgeStandIn(servers.get("redis.eu.uri.edge"));
        operator = new EdgeStandIn(servers.get("redis.eu.uri.operator"));
    }

    @AfterAll
    static void stopServers() {
        edge.close();
        operator.close();
    }

    @BeforeEach
    void listen() throws Exception {
        centre = new CentreStandIn(servers.get("rabbitmq.centre.uri.warehouse"));
    }

    @AfterEach
    void nothingIsLeftOrBroken() throws Exception {
        centre.close();
        assertThat(centre.faults).isEmpty();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(operator.streamLength()).isZero());
    }

    private static Source source() {
        return edge.source(SOURCES.getAndIncrement());
    }

    private static ForwarderProcess forwarder() {
        return ForwarderProcess.start(servers, "forwarder-eu", PORT, Map.of()).awaitLease();
    }

    private void awaitAll(Source... sources) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            for (var source : sources) {
                assertThat(centre.hasAll(source.id, source.last())).isTrue();
            }
            assertThat(operator.streamLength()).isZero();
        });
    }

    /** Commits of one to five clicks, about 300 a second, until told otherwise. */
    private static void load(Source source, BooleanSupplier goesOn) {
        var next = new AtomicLong();
        await().pollInterval(Duration.ofMillis(3))
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofMinutes(3))
                .until(() -> {
                    source.commit((int) (1 + next.getAndIncrement() % 5));
                    return !goesOn.getAsBoolean();
                });
    }

    private static BooleanSupplier untilSeq(Source source, long last) {
        return () -> source.last() < last;
    }

    @Test
    void carriesEveryClickOfTwoSourcesAndSetsEveryKindOfDamagedEntryAside() {
        try (var forwarder = forwarder()) {
            var first = source();
            var second = source();
            for (int i = 0; i < 100; i++) {
                first.commit(1 + i % 7);
                second.commit(1 + i % 3);
            }
            var causes = appendPoison(second);
            awaitAll(first, second);
            await().atMost(Duration.ofMinutes(1)).until(() -> centre.damaged.size() == causes.size());
            assertThat(centre.damaged)
                    .extracting(damaged -> damaged.headers().get("cause"))
                    .containsExactlyInAnyOrderElementsOf(causes);
            assertThat(centre.damaged)
                    .allSatisfy(damaged -> assertThat(damaged.headers())
                            .containsEntry("region", "eu")
                            .containsKey("entry_id"))
                    .anySatisfy(damaged -> assertThat(damaged.headers()).containsEntry("length", "10000047"));
            assertThat(centre.duplicates(first.id) + centre.duplicates(second.id))
                    .isZero();
            assertThat(forwarder.metric("forwarder_entries_damaged_total")).isEqualTo(causes.size());
            assertThat(forwarder.terminate()).isZero();
        }
    }

    /** What no edge writes, each between two good entries; returns the causes that are to be told. */
    private static List<String> appendPoison(Source neighbour) {
        var good = new byte[] {1, 1, 'a', 2, 'b', 'c'};
        var causes = new ArrayList<String>();
        poison(neighbour, causes, "missing-field", Map.of("odd", new byte[] {0, -1, '\n'}));
        poison(neighbour, causes, "missing-field", Map.of("source", text("00000000000000aa"), "d", good));
        poison(neighbour, causes, "bad-source", entry("no source", "1", "2", good));
        poison(neighbour, causes, "bad-source", entry("\u00ff\u00fe", "1", "2", good));
        poison(neighbour, causes, "bad-number", entry("00000000000000aa", "0", "2", good));
        poison(neighbour, causes, "bad-number", entry("00000000000000aa", "1", "two", good));
        poison(neighbour, causes, "bad-frame", entry("00000000000000aa", "1", "3", good));
        poison(neighbour, causes, "bad-frame", entry("00000000000000aa", "1", "2", new byte[] {9, 1, 'a', 1, 'b'}));
        poison(neighbour, causes, "bad-frame", entry("00000000000000aa", "1", "2", new byte[] {1, 1, 'a', 9, 'b'}));
        poison(neighbour, causes, "bad-frame", entry("00000000000000aa", "1", "1", new byte[0]));
        poison(neighbour, causes, "oversize", entry("00000000000000aa", "1", "1", new byte[10_000_000]));
        return causes;
    }

    private static void poison(Source neighbour, List<String> causes, String cause, Map<String, byte[]> fields) {
        edge.append(fields);
        neighbour.commit(2);
        causes.add(cause);
    }

    private static Map<String, byte[]> entry(String source, String first, String count, byte[] data) {
        return Map.of("source", text(source), "first_seq", text(first), "n", text(count), "d", data);
    }

    private static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void aGracefulStopUnderLoadSendsNothingTwice() {
        var source = source();
        try (var forwarder = forwarder()) {
            load(source, untilSeq(source, 400));
            var ending = Thread.ofVirtual().start(forwarder::terminate);
            load(source, ending::isAlive);
            assertThat(forwarder.awaitExit()).isZero();
        }
        try (var successor = forwarder()) {
            awaitAll(source);
            assertThat(centre.duplicates(source.id)).isZero();
            successor.terminate();
        }
    }

    @Test
    void losesNothingWhenTheRegionsBrokerIsKilled() {
        var source = source();
        try (var forwarder = forwarder()) {
            load(source, untilSeq(source, 300));
            servers.kill("rabbitmq-eu");
            load(source, untilSeq(source, 900));
            servers.restart("rabbitmq-eu");
            load(source, untilSeq(source, 1_200));
            awaitAll(source);
            assertThat(forwarder.metric("forwarder_broker_lines_lost_total")).isPositive();
            forwarder.terminate();
        }
    }

    @Test
    void whatWasReadIsNotForgottenWhenRedisAndForwarderDieTogether() {
        var source = source();
        try (var forwarder = forwarder()) {
            load(source, untilSeq(source, 300));
            servers.kill("rabbitmq-eu");
            source.commitAll(200, 2);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> forwarder.metric("forwarder_entries_read_total") > 0
                            && forwarder.metric("forwarder_stream_lag_entries") > 0);
            servers.kill("redis-eu");
            forwarder.kill();
        }
        servers.restart("redis-eu");
        servers.restart("rabbitmq-eu");
        // Both went on as their files say: what was acknowledged stays away, what was read is still owed.
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> operator.streamLength() > 0);
        try (var successor = forwarder()) {
            awaitAll(source);
            successor.terminate();
        }
    }

    @Test
    void theBufferStaysWhenTheCentreStopsGracefully() throws Exception {
        var source = source();
        try (var forwarder = forwarder()) {
            source.commit(3);
            awaitAll(source);
            centre.close();
            servers.stop("rabbitmq-centre");
            load(source, untilSeq(source, 300));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> operator.streamLength() == 0); // the region's broker has it all
            servers.restart("rabbitmq-centre");
            centre = new CentreStandIn(servers.get("rabbitmq.centre.uri.warehouse"), centre.events);
            awaitAll(source);
            forwarder.terminate();
        }
    }

    @Test
    void keepsWhatIsReturnedUntilAQueueIsBoundAgain() throws Exception {
        var source = source();
        try (var forwarder = forwarder();
                var channel = centre.connection().createChannel()) {
            var queue = BrokerNames.clicksQueue("eu");
            var key = BrokerNames.clicksBinding("eu");
            channel.queueUnbind(queue, BrokerNames.CLICKS, key);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                source.commit(1); // routed until the federation has heard of it
                return forwarder.metric("forwarder_batches_returned_total") > 0;
            });
            load(source, untilSeq(source, 200));
            assertThat(operator.streamLength()).isPositive();
            channel.queueBind(queue, BrokerNames.CLICKS, key);
            awaitAll(source);
            forwarder.terminate();
        }
    }

    @Test
    void aSecondForwarderTakesOverFromAKilledOne() {
        var source = source();
        try (var first = ForwarderProcess.start(
                                servers, "forwarder-eu-2", PORT + 1, Map.of("FORWARDER_FAILPOINT", "after_publish"))
                        .awaitReady();
                var second = ForwarderProcess.start(servers, "forwarder-eu", PORT, Map.of())) {
            load(source, untilSeq(source, 50));
            assertThat(first.awaitExit()).isEqualTo(137);
            second.awaitLease();
            load(source, untilSeq(source, 300));
            awaitAll(source);
            assertThat(second.metric("forwarder_entries_claimed_total")).isPositive();
            second.terminate();
        }
    }

    @Test
    void sendsAgainAfterACrashBetweenConfirmAndAcknowledgement() {
        var source = source();
        try (var crashing =
                ForwarderProcess.start(servers, "forwarder-eu", PORT, Map.of("FORWARDER_FAILPOINT", "after_confirm"))) {
            crashing.awaitReady();
            source.commit(5);
            assertThat(crashing.awaitExit()).isEqualTo(137);
        }
        try (var successor = forwarder()) {
            awaitAll(source);
            assertThat(centre.duplicates(source.id)).isEqualTo(5);
            successor.terminate();
        }
    }
}
