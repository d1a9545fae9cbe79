package io.clickway.warehouse.benchmark;

import static io.clickway.testkit.ClickBuilder.aClick;

import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Verdict;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.receive.ReaderBench;
import io.clickway.warehouse.store.CopyBench;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Rows per second from the queue to the commit, and by plain binary COPY of the same rows in transactions of the same size,
 * in one run. The README has the command.
 */
public final class IngestBenchmark {

    private static final int CLICKS = 200_000;
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 4;

    private IngestBenchmark() {}

    public static void main(String... arguments) throws Exception {
        try (var servers = PrivateServers.start("127.66", "eu", "rabbitmq", "postgres")) {
            var centre = new Centre(servers).migrated();
            System.out.println("round  copy rows/s  ingest rows/s  ratio");
            for (int round = 1; round <= ROUNDS; round++) {
                var batches = batches(round);
                double copy = CopyBench.rowsPerSecond(centre, batches);
                centre.forget();
                double ingest = ReaderBench.rowsPerSecond(servers, centre, batches, CLICKS);
                if (!new LedgerAudit(centre.dataSource()).differences().isEmpty()
                        || centre.number("select count(*) from clicks") != CLICKS) {
                    throw new IllegalStateException("the books do not balance");
                }
                System.out.printf("%5d  %11.0f  %13.0f  %5.2f%n", round, copy, ingest, ingest / copy);
                centre.forget();
            }
        }
    }

    /** Two sources, 40 links, 30 countries, four verdicts; a watermark with every thousand clicks. */
    private static List<TestBatch> batches(int seed) {
        var random = new Random(seed);
        var batches = new ArrayList<TestBatch>();
        var sources = List.of(
                new TestSource("eu", random, Instant.now().minusSeconds(600)),
                new TestSource("eu", random, Instant.now().minusSeconds(600)));
        for (var source : sources) {
            for (int i = 0; i < CLICKS / sources.size(); i++) {
                int link = (int) Math.min(39, Math.abs(random.nextGaussian() * 10));
                source.later(i % 4 == 0 ? 1 : 0)
                        .click(aClick().onLink(link, link / 8)
                                .from("" + (char) ('A' + random.nextInt(3)) + (char) ('A' + random.nextInt(10)))
                                .judged(random.nextInt(10) == 0 ? Verdict.BOT : Verdict.HUMAN)
                                .sub1("placement-" + random.nextInt(5_000)));
                if (i % 1_000 == 999) {
                    source.watermark(SourceState.OPEN);
                }
            }
        }
        var one = sources.getFirst().batches(BATCH);
        var two = sources.getLast().batches(BATCH);
        for (int i = 0; i < one.size(); i++) {
            batches.add(one.get(i));
            batches.add(two.get(i));
        }
        return batches;
    }
}
