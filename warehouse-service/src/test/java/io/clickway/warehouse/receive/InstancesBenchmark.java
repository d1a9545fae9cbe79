package io.clickway.warehouse.receive;

import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.postgres.StuckCopies;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Several instances on the same queues: rows per second of one, two and four, and how long stored clicks stand still when one
 * of two processes is killed or frozen, with and without a single active consumer. The books are audited after each part. ADR
 * 0008 has the figures, the README the command.
 */
public final class InstancesBenchmark {

    private static final int CLICKS = 60_000;
    private static final int BATCH = 200;
    private static final long EVERY_MILLIS = 50;
    private static final Duration AFTER_FAULT = Duration.ofSeconds(40);

    private final PrivateServers servers;
    private final Centre centre;

    private InstancesBenchmark(PrivateServers servers) {
        this.servers = servers;
        this.centre = new Centre(servers).migrated();
    }

    public static void main(String... arguments) throws Exception {
        try (var servers = PrivateServers.start("127.65", "eu,us", "rabbitmq", "postgres")) {
            var benchmark = new InstancesBenchmark(servers);
            if (arguments.length == 0 || arguments[0].equals("throughput")) {
                benchmark.throughput();
            }
            if (arguments.length == 0 || arguments[0].equals("fail-over")) {
                benchmark.failOver();
            }
        }
    }

    private void throughput() throws Exception {
        System.out.println("instances  regions  rows/s");
        for (int round = 0; round < 2; round++) {
            for (int instances : new int[] {1, 2, 4}) {
                System.out.printf("%9d  %7d  %6.0f%n", instances, 1, rowsPerSecond(instances, "eu"));
                System.out.printf("%9d  %7d  %6.0f%n", instances, 2, rowsPerSecond(instances, "eu", "us"));
            }
        }
    }

    private void failOver() throws Exception {
        System.out.println("single active consumer  fault  longest standstill s  behind at the end ms");
        for (int round = 0; round < 3; round++) {
            for (boolean isSingle : new boolean[] {true, false}) {
                for (var signal : List.of("KILL", "STOP")) {
                    failOver(isSingle, signal);
                }
            }
        }
    }

    private double rowsPerSecond(int instances, String... regions) throws Exception {
        forget();
        var batches = new ArrayList<TestBatch>();
        var random = new Random(instances);
        for (var region : regions) {
            for (int i = 0; i < 2; i++) {
                var source = new TestSource(region, random, Instant.now().minusSeconds(60));
                int clicks = CLICKS / regions.length / 2;
                batches.addAll(source.clicks(clicks).watermark(SourceState.OPEN).batches(BATCH));
            }
        }
        try (var broker = new TestBroker(servers)) {
            broker.publish(batches);
        }
        var receivers = new ArrayList<Receiver>();
        for (int i = 0; i < instances; i++) {
            var ingest = new MessageIngest(Centre.unpacker(), new Centre(servers).ingest(), 2);
            receivers.add(new Receiver(
                    new TestSettings("bench " + i, servers.get("rabbitmq.centre.uri.warehouse"), List.of("eu", "us")),
                    InstanceMain.BOUNDS,
                    (_, messages) -> ingest.store(messages),
                    _ -> {},
                    centre.faults(),
                    new TestFigures()));
        }
        long began = System.nanoTime();
        receivers.forEach(Receiver::start);
        while (clicks() < CLICKS) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        receivers.forEach(Receiver::stop);
        audit(CLICKS);
        return CLICKS / seconds;
    }

    private void failOver(boolean isSingle, String signal) throws Exception {
        forget();
        declare(isSingle);
        var one = process();
        TimeUnit.SECONDS.sleep(8);
        var other = process();
        TimeUnit.SECONDS.sleep(8);
        var stuck = new StuckCopies(new Centre(servers).dataSource(), Duration.ofSeconds(12), System::nanoTime);
        var source = new TestSource("eu", new Random(3), Instant.now());
        try (var broker = new TestBroker(servers)) {
            long faultNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            long endNanos = faultNanos + AFTER_FAULT.toNanos();
            long published = 0;
            long stored = 0;
            long grewNanos = System.nanoTime();
            long standstill = 0;
            long lookedNanos = 0;
            boolean isFaulty = false;
            while (System.nanoTime() < endNanos) {
                int first = source.last() + 1;
                source.later(EVERY_MILLIS).clicks(10);
                published += 10;
                broker.publish(List.of(source.batch(first == 2 ? 1 : first, source.last())));
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
                if (!isFaulty && System.nanoTime() > faultNanos) {
                    isFaulty = true;
                    InstanceMain.signal(one.pid(), signal);
                }
                long now = System.nanoTime();
                if (now - lookedNanos > TimeUnit.SECONDS.toNanos(5)) {
                    lookedNanos = now;
                    stuck.end();
                }
                long count = clicks();
                if (count > stored) {
                    stored = count;
                    grewNanos = now;
                } else if (isFaulty) {
                    standstill = Math.max(standstill, now - grewNanos);
                }
            }
            long complete = System.nanoTime();
            while (clicks() < published) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            System.out.printf(
                    "%22s  %5s  %20.1f  %d%n",
                    isSingle, signal, standstill / 1e9, (System.nanoTime() - complete) / 1_000_000);
            audit(published);
        } finally {
            one.destroyForcibly().waitFor();
            other.destroyForcibly().waitFor();
        }
    }

    /** Of both kinds, so that they can be compared. */
    private void declare(boolean isSingle) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(servers.get("rabbitmq.centre.uri.operator"));
        try (var connection = factory.newConnection("bench")) {
            var channel = connection.createChannel();
            channel.queueDelete(BrokerNames.clicksQueue("eu"));
            if (isSingle) {
                Map<String, Object> arguments = new HashMap<>(Topology.REGION_QUEUE);
                arguments.put("x-single-active-consumer", true);
                channel.queueDeclare(BrokerNames.clicksQueue("eu"), true, false, false, arguments);
                channel.queueBind(BrokerNames.clicksQueue("eu"), BrokerNames.CLICKS, BrokerNames.clicksBinding("eu"));
            } else {
                new Topology(List.of("eu", "us")).declare(channel);
            }
        }
    }

    private Process process() throws IOException {
        return InstanceMain.start(
                Files.createTempFile("clickway-instance-", ".log"),
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"),
                List.of(
                        servers.get("rabbitmq.centre.uri.warehouse"),
                        "eu",
                        servers.get("postgres.url"),
                        servers.get("postgres.username"),
                        servers.get("postgres.password"),
                        "never"));
    }

    private long clicks() {
        return centre.number("select coalesce(sum(stored_clicks), 0) from edge_ledger");
    }

    private void audit(long expected) throws Exception {
        if (!new LedgerAudit(centre.dataSource()).differences().isEmpty()
                || centre.number("select count(*) from clicks") != expected
                || centre.number("select deadlocks from pg_stat_database where datname = current_database()") > 0) {
            throw new IllegalStateException("the books do not balance");
        }
    }

    private void forget() {
        centre.run("truncate edge_ledger, clicks, watermarks, quarantine, quarantine_ranges");
        CubeRows.forget(centre);
    }
}
