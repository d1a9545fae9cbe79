package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Arrivals;
import io.clickway.warehouse.benchmark.traffic.Shop;
import io.clickway.warehouse.datapath.Centre;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fills a centre through the product's own data path, from the message on: unpacking, ledger, dictionaries, COPY and rollups
 * are what they are in service; only the broker is left out. Two threads with different regions.
 */
final class Loading {

    private static final int CLICKS_PER_TRANSACTION = 18_000;
    private static final List<List<String>> REGIONS = List.of(List.of("eu", "sa", "af"), List.of("us", "ap"));

    private final Centre centre;
    private final Shop shop;
    private final Ingests ingests;

    Loading(Centre centre, Shop shop, Ingests ingests) {
        this.centre = centre;
        this.shop = shop;
        this.ingests = ingests;
    }

    /** @return clicks that were stored, about as many as asked for, and the seconds it took, making them included */
    Loaded load(Instant from, Duration span, long clicks, boolean hasClickIds, long seed) throws Exception {
        var progress = Progress.of("storing %,d clicks over %d days".formatted(clicks, span.toDays()), clicks);
        var stored = new AtomicLong();
        double all = REGIONS.stream().mapToDouble(Arrivals::weight).sum();
        try (var threads = Executors.newFixedThreadPool(REGIONS.size())) {
            List<Callable<Long>> tasks = REGIONS.stream()
                    .<Callable<Long>>map(regions -> () -> {
                        long share = (long) (clicks * Arrivals.weight(regions) / all);
                        var arrivals =
                                new Arrivals(shop, regions, from, span, share, hasClickIds, seed + regions.hashCode());
                        return store(arrivals, stored, progress);
                    })
                    .toList();
            long made = 0;
            for (Future<Long> each : threads.invokeAll(tasks)) {
                made += each.get();
            }
            if (made != stored.get()) {
                throw new IllegalStateException("made %,d clicks and stored %,d".formatted(made, stored.get()));
            }
        }
        var loaded = new Loaded(stored.get(), progress.seconds());
        Progress.say(
                "stored %,d clicks in %.0f s, %,.0f/s".formatted(loaded.clicks(), loaded.seconds(), loaded.rate()));
        return loaded;
    }

    private long store(Arrivals arrivals, AtomicLong stored, Progress progress) throws Exception {
        for (var batches = arrivals.next(CLICKS_PER_TRANSACTION);
                !batches.isEmpty();
                batches = arrivals.next(CLICKS_PER_TRANSACTION)) {
            ingests.clock().reach(arrivals.now());
            var ingested = ingests.messages()
                    .store(batches.stream().map(batch -> batch.message()).toList());
            progress.reached(stored.addAndGet(ingested.clicks()));
        }
        return arrivals.clicks();
    }

    Centre centre() {
        return centre;
    }

    record Loaded(long clicks, double seconds) {
        double rate() {
            return clicks / seconds;
        }
    }
}
