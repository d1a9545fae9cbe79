package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Arrivals;
import io.clickway.warehouse.benchmark.traffic.Shop;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.receive.ReaderBench;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Ingestion with everything on, from a full queue to the last commit, against plain binary COPY of the very rows it has
 * stored, into the same partition emptied, in transactions of the same size, the broker running. One queue against one
 * session, two against two. Then where the time goes.
 */
final class IngestSection {

    private static final int ROWS_PER_TRANSACTION = 20_000;
    private static final int PEER = 60_000;
    private static final Duration SPAN = Duration.ofHours(2);

    private final Options options;
    private final Servers servers;
    private final Centre centre;
    private final Shop shop = new Shop();
    private final Ingests ingests;
    private final Instant from =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).atTime(16, 0).toInstant(ZoneOffset.UTC);
    private final String partition =
            "clicks_p" + LocalDate.ofInstant(from, ZoneOffset.UTC).toString().replace("-", "");
    private final long clicks;

    private IngestSection(Options options, Servers servers) {
        this.options = options;
        this.servers = servers;
        this.centre = servers.centre();
        this.ingests = new Ingests(servers.pool());
        this.clicks = options.atMost(400_000);
    }

    static void run(Options options) throws Exception {
        try (var servers = Servers.start(options, "rabbitmq", "postgres")) {
            new IngestSection(options, servers).compare();
        }
    }

    private void compare() throws Exception {
        shop.enter(centre);
        System.out.printf(
                "%nIngest: about %,d clicks of two hours from full queues, against plain COPY of the same rows%n",
                clicks);
        System.out.println("round  queues  COPY rows/s  ingest clicks/s  ratio  of AdRiver's 60,000/s");
        var ratios = new ArrayList<List<Double>>(List.of(new ArrayList<>(), new ArrayList<>()));
        // The first round warms up: code, dictionaries, caches.
        for (int round = 0; round <= options.rounds(); round++) {
            for (var regions : List.of(List.of("eu"), List.of("eu", "us"))) {
                var rates = round(regions, round);
                if (round > 0) {
                    ratios.get(regions.size() - 1).add(rates.ratio());
                }
                System.out.printf(
                        "%5s  %6d  %11.0f  %15.0f  %5.2f  %.2f%n",
                        round == 0 ? "warm" : round,
                        regions.size(),
                        rates.copy(),
                        rates.ingest(),
                        rates.ratio(),
                        rates.ingest() / PEER);
            }
        }
        for (int queues = 1; queues <= 2; queues++) {
            var all = Figures.of(
                    ratios.get(queues - 1).stream().mapToDouble(each -> each).toArray());
            System.out.printf(
                    "%d queue%s: ratio median %.2f, %.2f to %.2f; goal 0.60%n",
                    queues, queues > 1 ? "s" : "", all.median(), all.least(), all.greatest());
        }
        profile();
    }

    private record Rates(double copy, double ingest) {
        double ratio() {
            return ingest / copy;
        }
    }

    private Rates round(List<String> regions, int seed) throws Exception {
        // As after hours of service, not minutes.
        ingests.clock().reach(from.plus(Duration.ofHours(seed)));
        long made = make(regions, seed);
        servers.settle();
        double ingest =
                made / ReaderBench.seconds(servers.endpoints(), centre, regions, made, List.of(ingests.store()));
        Books.check(centre, made);
        var rows = rows();
        var sum = checksum();
        centre.forget();
        servers.settle();
        double copy = made / copySeconds(rows, regions.size());
        if (!checksum().equals(sum)) {
            throw new IllegalStateException("COPY stored other rows than ingestion");
        }
        centre.forget();
        return new Rates(copy, ingest);
    }

    /** Nothing of it stays in memory, where it would cost the collector. */
    private long make(List<String> regions, int seed) {
        var made = new ArrayList<TestBatch>();
        var arrivals = new Arrivals(shop, regions, from, SPAN, clicks, true, seed * 31L + regions.size());
        for (var batches = arrivals.next(ROWS_PER_TRANSACTION);
                !batches.isEmpty();
                batches = arrivals.next(ROWS_PER_TRANSACTION)) {
            made.addAll(batches);
        }
        ReaderBench.publish(servers.endpoints(), made);
        return arrivals.clicks();
    }

    private List<byte[]> rows() throws Exception {
        try (var connection = centre.dataSource().getConnection()) {
            return RowBytes.of(connection, partition, ROWS_PER_TRANSACTION);
        }
    }

    private double copySeconds(List<byte[]> pieces, int sessions) throws Exception {
        try (var threads = Executors.newFixedThreadPool(sessions)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int session = 0; session < sessions; session++) {
                int share = session;
                var own = new ArrayList<byte[]>();
                for (int i = share; i < pieces.size(); i += sessions) {
                    own.add(pieces.get(i));
                }
                tasks.add(() -> {
                    try (var connection = servers.pool().getConnection()) {
                        RowBytes.copyIn(connection, partition, own);
                    }
                    return true;
                });
            }
            long began = System.nanoTime();
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private String checksum() {
        return centre.texts("select count(*), sum(hashtextextended(row::text, 0)) from " + partition + " as row")
                .getFirst();
    }

    /** One queue, read by one thread, so that the stages add up to the time. */
    private void profile() throws Exception {
        var stages = ingests.stages();
        long made = make(List.of("eu"), 1_000);
        servers.settle();
        double seconds = ReaderBench.seconds(servers.endpoints(), centre, List.of("eu"), made, List.of(stages::store));
        Books.check(centre, made);
        var micros = stages.microsPerClick(made);
        double all = micros.getOrDefault("all", 1.0);
        System.out.printf(
                "%nWhere the time of ingestion goes (one queue, %.0f clicks/s)%nstage  us per click  share%n",
                made / seconds);
        micros.entrySet().stream()
                .filter(stage -> !stage.getKey().equals("all") && stage.getValue() >= 0.005)
                .sorted((one, other) -> Double.compare(other.getValue(), one.getValue()))
                .forEach(stage -> System.out.printf(
                        "%-22s  %6.2f  %3.0f %%%n", stage.getKey(), stage.getValue(), 100 * stage.getValue() / all));
        System.out.printf("%-22s  %6.2f%n", "the reader in all", seconds * 1e6 / made);
        centre.forget();
    }
}
