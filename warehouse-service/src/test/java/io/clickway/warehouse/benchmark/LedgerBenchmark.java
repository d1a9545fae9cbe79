package io.clickway.warehouse.benchmark;

import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ledger.Compaction;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.quarantine.QuarantineDesk.Outcome;
import io.clickway.warehouse.retry.RetryDesk;
import io.clickway.warehouse.unpack.EventTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * What the books cost: questions to a ledger of 100,000 closed sources beside a few open ones, before and after the closed
 * ones are moved away; and trying things in quarantine again. Prints the median and the worst of eleven runs.
 */
public final class LedgerBenchmark {

    private static final int CLOSED = 100_000;
    private static final int KEPT = 2_000;
    private static final int RUNS = 11;

    private LedgerBenchmark() {}

    public static void main(String[] args) throws Exception {
        try (var servers = PrivateServers.start("127.67", "eu", "postgres")) {
            var centre = new Centre(servers).migrated();
            var pooled = OneConnection.of(centre.dataSource().getConnection());
            var books = new LedgerBooks(pooled);
            System.out.println(centre.texts("select version()").getFirst());
            seed(centre);
            ask("before", books);
            System.out.println("size of edge_ledger " + size(centre, "edge_ledger"));
            long began = System.nanoTime();
            int moved = new Compaction(pooled, Duration.ofDays(7)).run();
            System.out.printf("moved away %d sources in %.0f ms%n", moved, millis(began));
            check(moved == CLOSED, "all closed sources are moved");
            centre.run("vacuum full analyze edge_ledger");
            ask("after", books);
            System.out.println("size of edge_ledger " + size(centre, "edge_ledger") + ", of ledger_closed "
                    + size(centre, "ledger_closed"));
            retry(centre, pooled);
        }
    }

    private static void seed(Centre centre) throws Exception {
        centre.run("""
                insert into edge_ledger (source_id, region, edge, started_at, state, received, declared, watermark_seq,
                    time_through, complete_to, last_watermark_at, first_seen_at, stored_clicks, stored_watermarks)
                select (n * 7919)::bigint, case n %% 2 when 0 then 'eu' else 'us' end, 'edge-' || n %% 8, at - interval '1 hour',
                    'closed', int8multirange(int8range(1, 5001)), 5000, 5000, at, at, at, at - interval '1 hour', 4000, 1000
                from (select n, now() - interval '8 days' - n * interval '1 second' as at
                    from generate_series(1, %d) as n) as sources
                """.formatted(CLOSED).replace("%%", "%"));
        for (int i = 0; i < 8; i++) {
            centre.store(List.of(new TestSource(i % 2 == 0 ? "eu" : "us", new Random(i), Instant.now())
                    .clicks(10)
                    .watermark(SourceState.OPEN)
                    .batch()));
        }
        centre.run("analyze edge_ledger");
    }

    private static void ask(String when, LedgerBooks books) throws Exception {
        var expected =
                books.regions().stream().mapToLong(region -> region.received()).sum();
        check(expected == CLOSED * 5_000L + 8 * 12, "the sums hold every source");
        time(when + " completeness", books::completeness);
        time(when + " regions", books::regions);
        time(when + " 200 sources", () -> books.sources(Optional.empty(), 200));
    }

    private static void retry(Centre centre, DataSource pooled) throws Exception {
        var good = new ArrayList<TestBatch>();
        for (int i = 0; i < KEPT; i++) {
            good.add(new TestSource("eu", new Random(1_000 + i), Instant.now())
                    .clicks(20)
                    .batch());
        }
        for (int from = 0; from < KEPT; from += 50) {
            centre.store(good.subList(from, from + 50).stream()
                    .map(batch -> batch.type("sealed"))
                    .toList());
        }
        // The build that knows the type.
        centre.run("update quarantine set type = 'events'");
        var desk = new RetryDesk(
                pooled,
                new BatchIngest(PostgresTransactions.forRetries(pooled, centre.partitions()), _ -> {}),
                new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, Clock.systemUTC()));
        var ids = centre.texts("select quarantine_id from quarantine");
        long began = System.nanoTime();
        long stored = 0;
        for (var id : ids) {
            if (desk.retry(Long.parseLong(id), false, Optional.empty()) instanceof Outcome.Stored(var events)) {
                stored += events;
            }
        }
        double seconds = millis(began) / 1_000;
        check(stored == KEPT * 21L, "every event is stored");
        System.out.printf(
                "tried %d batches of 21 events again in %.1f s: %.0f batches/s%n", KEPT, seconds, KEPT / seconds);
    }

    private static void time(String what, Question question) throws Exception {
        var millis = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long began = System.nanoTime();
            question.ask();
            millis[run] = millis(began);
        }
        Arrays.sort(millis);
        System.out.printf("%-24s median %8.1f ms   worst %8.1f ms%n", what, millis[RUNS / 2], millis[RUNS - 1]);
    }

    private static String size(Centre centre, String table) {
        return centre.texts("select pg_size_pretty(pg_total_relation_size('" + table + "'))")
                .getFirst();
    }

    private static double millis(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }

    @FunctionalInterface
    private interface Question {
        Object ask() throws Exception;
    }
}
