package io.clickway.warehouse.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiverIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static PrivateServers servers;
    private static Centre centre;
    private static FaultLog faults;

    private final List<Receiver> receivers = new ArrayList<>();
    private final TestFigures figures = new TestFigures();
    private final Random random = new Random(11);

    @BeforeAll
    static void startServers() {
        servers = PrivateServers.start("127.65", "eu,us", "rabbitmq", "postgres");
        centre = new Centre(servers).migrated();
        faults = centre.faults();
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
        receivers.forEach(Receiver::stop);
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
        assertThat(centre.texts(RowSql.DOUBLED)).isEmpty();
    }

    @Test
    void storesOnceWhatComesThriceAndShuffledAmongCraftedMessages() throws Exception {
        var eu = source("eu").clicks(300).watermark(SourceState.OPEN);
        var us = source("us").clicks(300).watermark(SourceState.OPEN);
        var crafted = source("eu").clicks(10);
        var deliveries = new ArrayList<TestBatch>();
        for (int times = 0; times < 3; times++) {
            deliveries.addAll(eu.batches(17));
            deliveries.addAll(us.batches(23));
        }
        deliveries.add(crafted.batch(1, 2).body(Zstd.compress(new byte[256 * 1024 * 1024], 1)));
        deliveries.add(crafted.batch(3, 4).flipped(5, 5));
        deliveries.add(crafted.batch(5, 6).without("ranges"));
        deliveries.add(crafted.batch(7, 8).type("damaged"));
        Collections.shuffle(deliveries, random);
        try (var broker = new TestBroker(servers)) {
            start("one");
            broker.publish(deliveries);

            awaitClicks(600);
            await().atMost(LONG).until(() -> centre.number("select count(*) from quarantine") == 4);
            assertThat(centre.texts("select cause from quarantine order by cause"))
                    .containsExactly("bad-header", "checksum", "damaged", "too-large");
            stopAndExpectEmpty(broker, "clicks.eu", "clicks.us");
        }
    }

    @Test
    void twoInstancesAndAPostgresKilledMidwayLoseAndDoubleNothing() throws Exception {
        try (var broker = new TestBroker(servers)) {
            start("one");
            start("two");
            var eu = source("eu");
            var us = source("us");
            for (int part = 0; part < 20; part++) {
                eu.clicks(200).later(10).watermark(SourceState.OPEN);
                us.clicks(200).later(10).watermark(SourceState.OPEN);
            }
            var batches = new ArrayList<>(eu.batches(50));
            batches.addAll(us.batches(50));
            int half = batches.size() / 2;

            broker.publish(batches.subList(0, half));
            servers.kill("postgres");
            broker.publish(batches.subList(half, batches.size()));
            await().atMost(LONG)
                    .until(() -> receivers.stream()
                            .anyMatch(receiver -> receiver.states().containsValue("waiting-for-store")));
            servers.restart("postgres");

            awaitClicks(8_000);
            await().atMost(LONG).untilAsserted(() -> {
                faults.flush();
                assertThat(centre.texts("select distinct kind from faults where healed_at is not null"))
                        .contains("store-refuses");
            });
            stopAndExpectEmpty(broker, "clicks.eu", "clicks.us");
        }
    }

    @Test
    void aDeletedQueueIsMadeAgainAndWhatWasUnroutedIsBroughtBack() throws Exception {
        try (var broker = new TestBroker(servers)) {
            var source = source("eu").clicks(50).watermark(SourceState.OPEN);
            broker.deleteQueue("clicks.eu");
            broker.publish(source.batches(10));
            await().atMost(LONG).until(() -> broker.waiting("unrouted") == 6);

            start("one");
            awaitClicks(50);
            await().atMost(LONG).until(() -> figures.broughtBack.get() == 6);

            broker.deleteQueue("clicks.eu");
            source.clicks(10);
            broker.publish(List.of(source.batch(53, 62)));
            awaitClicks(60);
            stopAndExpectEmpty(broker, "clicks.eu", "unrouted");
        }
    }

    @Test
    void aBrokerThatDiesIsReadAgainWhenItIsBack() throws Exception {
        var source = source("eu").clicks(400);
        start("one");
        try (var broker = new TestBroker(servers)) {
            broker.publish(source.batches(10));
        }
        servers.kill("rabbitmq-centre");
        await().atMost(LONG).until(() -> receivers.getFirst().states().containsValue("connecting"));
        servers.restart("rabbitmq-centre");

        awaitClicks(400);
        try (var broker = new TestBroker(servers)) {
            stopAndExpectEmpty(broker, "clicks.eu");
        }
    }

    @Test
    void aStopFinishesWhatWasDeliveredSoThatNothingComesTwice() throws Exception {
        var source = source("eu").clicks(3_000);
        try (var broker = new TestBroker(servers)) {
            broker.publish(source.batches(10));
            start("one");
            await().atMost(LONG).until(() -> clicks() > 0);
            receivers.getFirst().stop();
            start("two");
            awaitClicks(3_000);
            stopAndExpectEmpty(broker, "clicks.eu");
        }
        assertThat(centre.number("select sum(duplicates) from edge_ledger")).isZero();
    }

    @Test
    void upToFourInstancesComeAndGoUnderLoadWithEqualBooksAndNoDeadlock() throws Exception {
        var eu = source("eu");
        var us = source("us");
        var next = source("eu");
        long before = deadlocks();
        try (var broker = new TestBroker(servers)) {
            for (int part = 0; part < 24; part++) {
                if (part % 3 == 0 && part < 12) {
                    start("number " + part);
                }
                if (part == 15 || part == 18) {
                    receivers.get(part == 15 ? 0 : 2).stop();
                }
                if (part == 21) {
                    start("number " + part);
                }
                for (var source : List.of(eu, us, next)) {
                    int first = source.last() + 1;
                    source.clicks(60).later(10).watermark(SourceState.OPEN);
                    var batches = List.of(
                            source.batch(first == 2 ? 1 : first, first + 29), source.batch(first + 20, source.last()));
                    broker.publish(batches);
                }
            }
            awaitClicks(24 * 60 * 3);
            stopAndExpectEmpty(broker, "clicks.eu", "clicks.us");
        }
        assertThat(deadlocks()).isEqualTo(before);
        assertThat(centre.number("select sum(missing) from edge_ledger")).isZero();
    }

    @Test
    void aMessageThatTheBrokerGaveUpLiesInQuarantineAndAGoodCopyHealsIt() throws Exception {
        var source = source("eu").clicks(20);
        try (var broker = new TestBroker(servers)) {
            broker.publishDead(source.batch(3, 9));
            start("one");
            start("two");
            await().atMost(LONG).until(() -> figures.deadKept.get() == 1);
            assertThat(centre.texts("select cause, n, state, r.seqs from quarantine "
                            + "join quarantine_ranges r using (quarantine_id)"))
                    .containsExactly("delivery-limit|7|kept|{[3,10)}");

            broker.publish(List.of(source.batch()));
            awaitClicks(20);
            assertThat(centre.texts("select state from quarantine")).containsExactly("healed");
            stopAndExpectEmpty(broker, "clicks.eu", "dead");
        }
    }

    private static long deadlocks() {
        return centre.number("select deadlocks from pg_stat_database where datname = current_database()");
    }

    private TestSource source(String region) {
        return new TestSource(region, random, Instant.now().minusSeconds(30));
    }

    private void start(String name) {
        var instance = new Centre(servers);
        var ingest = new MessageIngest(Centre.unpacker(), instance.ingest(), 2);
        var receiver = new Receiver(
                new TestSettings(name, servers.get("rabbitmq.centre.uri.warehouse"), List.of("eu", "us")),
                new Handful.Bounds(64, 20_000, 16 << 20, Duration.ofMillis(50).toNanos()),
                (_, messages) -> ingest.store(messages),
                message -> ingest.keepClosed(message, QuarantineCause.DELIVERY_LIMIT, "delivered too often"),
                faults,
                figures);
        receiver.start();
        receivers.add(receiver);
    }

    private void stopAndExpectEmpty(TestBroker broker, String... queues) throws Exception {
        receivers.forEach(Receiver::stop);
        for (var queue : queues) {
            await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> broker.waiting(queue) == 0);
        }
    }

    private static void awaitClicks(long clicks) {
        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(clicks()).isEqualTo(clicks));
    }

    private static long clicks() {
        return centre.number("select count(*) from clicks");
    }
}
