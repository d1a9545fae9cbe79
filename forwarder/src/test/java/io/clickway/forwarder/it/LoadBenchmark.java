package io.clickway.forwarder.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.testkit.PrivateServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Prints what one forwarder carries; not among the usual tests: {@code mvn -pl forwarder -am verify
 * -Dit.test=LoadBenchmark -Dfailsafe.failIfNoSpecifiedTests=false}. Correctness is checked first: everything arrives once.
 */
class LoadBenchmark {

    private static final int BACKLOG_ENTRIES = 20_000;
    private static final int EVENTS_PER_ENTRY = 5;

    @Test
    void latencyAtSteadyLoadAndThroughputOfABacklog() throws Exception {
        try (var servers = PrivateServers.start("127.64", "eu", "redis", "rabbitmq");
                var edge = new EdgeStandIn(servers.get("redis.eu.uri.edge"));
                var operator = new EdgeStandIn(servers.get("redis.eu.uri.operator"));
                var centre = new CentreStandIn(servers.get("rabbitmq.centre.uri.warehouse"))) {
            System.out.printf(
                    "%s, %d processors, Java %s%n",
                    System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(), Runtime.version());
            for (var age : new String[] {"20ms", "5ms", "20ms", "50ms"}) {
                try (var forwarder = ForwarderProcess.start(
                                servers, "forwarder-eu", 9001, Map.of("FORWARDER_BATCH_AGE", age))
                        .awaitLease()) {
                    steady(edge, centre, forwarder, age);
                    forwarder.terminate();
                }
            }
            backlog(servers, edge, operator, centre);
        }
    }

    private static void steady(EdgeStandIn edge, CentreStandIn centre, ForwarderProcess forwarder, String age) {
        var warm = edge.source(System.nanoTime());
        paced(warm, 3);
        await().atMost(Duration.ofMinutes(1)).until(() -> centre.hasAll(warm.id, warm.last()));
        var before = buckets(forwarder);
        double batches = forwarder.metric("forwarder_batches_confirmed_total");
        var source = edge.source(System.nanoTime());
        long started = System.nanoTime();
        paced(source, 8);
        double seconds = (System.nanoTime() - started) / 1e9;
        await().atMost(Duration.ofMinutes(1)).until(() -> centre.hasAll(source.id, source.last()));
        assertThat(centre.duplicates(source.id)).isZero();
        var after = buckets(forwarder);
        System.out.printf(
                "steady, batch age %s: %.0f clicks/s in entries of one, %.1f clicks per batch, "
                        + "append to confirm of a batch's oldest entry: p50 <= %.0f ms, p99 <= %.0f ms%n",
                age,
                source.last() / seconds,
                source.last() / (forwarder.metric("forwarder_batches_confirmed_total") - batches),
                quantile(before, after, 0.50) * 1_000,
                quantile(before, after, 0.99) * 1_000);
    }

    /** A thousand clicks a second, five each 5 ms. */
    private static void paced(EdgeStandIn.Source source, int seconds) {
        long started = System.nanoTime();
        long last = 1_000L * seconds;
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    long due = (System.nanoTime() - started) / 1_000_000;
                    source.commitAll((int) Math.min(due - source.last(), last - source.last()), 1);
                    return source.last() >= last;
                });
    }

    private static void backlog(PrivateServers servers, EdgeStandIn edge, EdgeStandIn operator, CentreStandIn centre) {
        var source = edge.source(System.nanoTime());
        for (int i = 0; i < BACKLOG_ENTRIES / 500; i++) {
            source.commitAll(500, EVENTS_PER_ENTRY);
        }
        try (var forwarder = ForwarderProcess.start(servers, "forwarder-eu", 9001, Map.of())) {
            forwarder.awaitReady();
            await().pollInterval(Duration.ofMillis(5)).until(() -> operator.streamLength() < BACKLOG_ENTRIES);
            long started = System.nanoTime();
            long left = operator.streamLength();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> operator.streamLength() == 0);
            double seconds = (System.nanoTime() - started) / 1e9;
            await().atMost(Duration.ofMinutes(1)).until(() -> centre.hasAll(source.id, source.last()));
            System.out.printf(
                    "backlog: %.0f entries/s, %.0f events/s, appended to acknowledged%n",
                    left / seconds, left * EVENTS_PER_ENTRY / seconds);
            forwarder.terminate();
        }
    }

    private static Map<Double, Double> buckets(ForwarderProcess forwarder) {
        var buckets = new TreeMap<Double, Double>();
        forwarder
                .get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("forwarder_confirm_age_seconds_bucket"))
                .forEach(line -> {
                    var bound = line.substring(line.indexOf("le=\"") + 4, line.lastIndexOf('"'));
                    buckets.put(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.parseDouble(line.substring(line.lastIndexOf(' '))));
                });
        return buckets;
    }

    private static double quantile(Map<Double, Double> before, Map<Double, Double> after, double quantile) {
        var counts = new HashMap<>(after);
        before.forEach((bound, count) -> counts.merge(bound, -count, Double::sum));
        double all = counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .filter(bucket -> bucket.getValue() >= quantile * all)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
    }
}
