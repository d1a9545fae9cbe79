package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Arrivals;
import io.clickway.warehouse.benchmark.traffic.Shop;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.receive.ReaderBench;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** One, two and four instances on the same two queues, each with sessions and caches of its own, in one JVM. */
final class InstancesSection {

    private static final int CLICKS_AT_ONCE = 20_000;

    private InstancesSection() {}

    static void run(Options options) throws Exception {
        try (var servers = Servers.start(options, "rabbitmq", "postgres")) {
            var centre = servers.centre();
            var shop = new Shop();
            shop.enter(centre);
            long clicks = options.atMost(400_000);
            System.out.printf(
                    "%nInstances on two queues, about %,d clicks each time, %d processors for all of it%ninstances  clicks/s of each round%n",
                    clicks, Runtime.getRuntime().availableProcessors());
            for (int instances : new int[] {1, 2, 4}) {
                var stores = new ArrayList<ReaderBench.Store>();
                var pools = new ArrayList<AutoCloseable>();
                for (int i = 0; i < instances; i++) {
                    var pool = Servers.pool(centre.dataSource());
                    pools.add(pool);
                    stores.add(new Ingests(pool).store());
                }
                var rates = new ArrayList<String>();
                for (int round = 0; round <= options.rounds(); round++) {
                    double rate = round(servers, shop, stores, clicks, instances * 100L + round);
                    rates.add((round == 0 ? "warm-up " : "") + "%,.0f".formatted(rate));
                }
                System.out.printf("%9d  %s%n", instances, String.join(", ", rates));
                for (var pool : pools) {
                    pool.close();
                }
            }
        }
    }

    private static double round(Servers servers, Shop shop, List<ReaderBench.Store> stores, long clicks, long seed)
            throws Exception {
        var regions = List.of("eu", "us");
        var from = LocalDate.now(ZoneOffset.UTC).minusDays(1).atTime(16, 0).toInstant(ZoneOffset.UTC);
        var arrivals = new Arrivals(shop, regions, from, Duration.ofHours(2), clicks, true, seed);
        var batches = new ArrayList<TestBatch>();
        for (var some = arrivals.next(CLICKS_AT_ONCE); !some.isEmpty(); some = arrivals.next(CLICKS_AT_ONCE)) {
            batches.addAll(some);
        }
        ReaderBench.publish(servers.endpoints(), batches);
        servers.settle();
        var centre = servers.centre();
        double rate = arrivals.clicks()
                / ReaderBench.seconds(servers.endpoints(), centre, regions, arrivals.clicks(), stores);
        Books.check(centre, arrivals.clicks());
        Books.equal(
                "deadlocks",
                0,
                centre.number("select deadlocks from pg_stat_database where datname = current_database()"));
        centre.forget();
        return rate;
    }
}
