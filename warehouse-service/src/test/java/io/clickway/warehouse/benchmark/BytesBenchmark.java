package io.clickway.warehouse.benchmark;

import io.clickway.id.ClickId;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.dictionary.Dictionaries;
import io.clickway.warehouse.dictionary.DictionarySettings;
import io.clickway.warehouse.dictionary.ReferBench;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ledger.LedgerAudit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * Bytes per click on disk, dictionaries and indexes included, and bytes per column; and the CPU that dictionaries take per
 * click. {@code BytesBenchmark [clicks]}; the README has the command.
 */
public final class BytesBenchmark {

    private static final int BATCH = 2_000;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final String DICTIONARIES = "'agents', 'places', 'routes', 'requests', 'referrers', 'queries'";

    private BytesBenchmark() {}

    public static void main(String... arguments) throws Exception {
        int clicks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        try (var servers = PrivateServers.start("127.143", "eu", "postgres")) {
            new Centre(servers).migrated();
            for (boolean hasGclid : new boolean[] {false, true}) {
                measure(new Centre(servers), clicks, hasGclid);
            }
        }
        ReferBench.run(new RealisticClicks(3, false));
    }

    private static void measure(Centre centre, int clicks, boolean hasGclid) throws Exception {
        centre.forget();
        centre.run("truncate agents, places, routes, requests, referrers, queries");
        var made = new RealisticClicks(1, hasGclid);
        // Yesterday, so that all lie in one partition, and by its clock, so that a day's worth may enter the
        // dictionaries.
        var midnight = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1));
        var clock = new SimulatedClock();
        var dictionaries =
                new Dictionaries(centre.dataSource(), new DictionarySettings.Fixed(131_072, 524_288, 20_000), clock);
        var ingest = new BatchIngest(
                new PostgresTransactions(centre.dataSource(), centre.partitions(), dictionaries, _ -> {}), _ -> {});
        var random = new Random(2);
        for (int stored = 0; stored < clicks; stored += BATCH) {
            clock.reach(midnight.plusMillis(DAY_MILLIS * stored / clicks));
            var source = new TestSource("eu", random, clock.instant());
            for (int i = 0; i < BATCH; i++) {
                source.event(event -> event.setClick(made.next(new ClickId(event.getIdHigh(), event.getIdLow()))));
            }
            ingest.store(List.of(Centre.unpacker().unpack(source.batch().message())));
        }
        if (!new LedgerAudit(centre.dataSource()).differences().isEmpty()) {
            throw new IllegalStateException("the books do not balance");
        }
        report(centre, hasGclid);
    }

    private static void report(Centre centre, boolean hasGclid) {
        var partition =
                centre.texts("select tableoid::regclass from clicks limit 1").getFirst();
        centre.run("vacuum analyze " + partition);
        double count = centre.number("select count(*) from " + partition);
        double rows = centre.number("select pg_total_relation_size('" + partition + "')");
        double words = centre.number("select sum(pg_total_relation_size(oid)) from pg_class where relname in ("
                + DICTIONARIES + ") and relkind = 'r'");
        System.out.printf(
                "%.0f clicks %s gclid: %.1f bytes per click (rows and indexes %.1f, dictionaries %.1f)%n",
                count, hasGclid ? "with" : "without", (rows + words) / count, rows / count, words / count);
        System.out.printf("%-20s %10s %12s%n", "column", "filled", "bytes/click");
        for (var column : centre.texts("select attname from pg_attribute where attrelid = '" + partition
                + "'::regclass and attnum > 0 order by attnum")) {
            var sums = centre.texts("select round(100.0 * count(" + column
                            + ") / count(*), 1) || ' %', round(coalesce(sum(pg_column_size(" + column
                            + ")), 0)::numeric / count(*), 2), count(" + column + ") > 0 from " + partition)
                    .getFirst()
                    .split("\\|");
            if (sums[2].equals("t")) {
                System.out.printf("%-20s %10s %12s%n", column, sums[0], sums[1]);
            }
        }
        for (var table : centre.texts("select relname || '|' || round(pg_total_relation_size(oid) / " + count
                + ", 2) from pg_class where relname in (" + DICTIONARIES + ") and relkind = 'r'")) {
            var name = table.split("\\|")[0];
            System.out.printf(
                    "%-20s %10d %12s%n", name, centre.number("select count(*) from " + name), table.split("\\|")[1]);
        }
    }
}
