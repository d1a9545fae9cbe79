package io.clickway.warehouse.benchmark;

import io.clickway.event.proto.Click;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.rollup.ClickTally;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Fold;
import io.clickway.warehouse.rollup.Placements;
import io.clickway.warehouse.rollup.PostgresRollups;
import java.util.Arrays;
import java.util.Random;

/**
 * What the cubes cost: counting clicks, appending their deltas, folding them; and how many cells a click makes. Zipf links
 * of 50 campaigns, 60 countries, 40 pairs of system and browser, four verdicts. Run it like {@code IngestBenchmark}.
 */
public final class TallyBenchmark {

    private static final int CLICKS = 200_000;
    private static final int ROUNDS = 7;
    private static final int LINKS = 2_000;
    private static final int LINKS_PER_CAMPAIGN = 40;
    private static final int COUNTRIES = 60;
    private static final int AGENTS = 40;

    private TallyBenchmark() {}

    public static void main(String... arguments) throws Exception {
        var clicks = clicks(new Random(1));
        var tallied = new double[ROUNDS];
        var copied = new double[ROUNDS];
        try (var servers = PrivateServers.start("127.204", "eu", "postgres")) {
            var centre = new Centre(servers).migrated();
            for (int size : new int[] {500, 5_000, 20_000}) {
                System.out.printf("%n%d clicks per transaction%n", size);
                for (int round = 0; round < ROUNDS; round++) {
                    centre.forget();
                    var took = store(centre, clicks, size);
                    tallied[round] = took[0];
                    copied[round] = took[1];
                }
                print("tally, us per click", tallied);
                print("delta COPY, us per click", copied);
                cells(clicks, size);
                var folded = new Fold(centre.dataSource());
                var made = folded.run().orElseThrow();
                var fold = made.deltas() > 0 ? made : folded.run().orElseThrow();
                System.out.printf(
                        "fold of %d clicks, %d deltas: %d ms%n",
                        CLICKS, fold.deltas(), fold.took().toMillis());
            }
        }
    }

    /** Microseconds per click of counting and of appending. */
    private static double[] store(Centre centre, Click[] clicks, int size) throws Exception {
        long counting = 0;
        long appending = 0;
        var rollups = new PostgresRollups();
        try (var connection = centre.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (int first = 0; first < CLICKS; first += size) {
                long began = System.nanoTime();
                var tally = tally(clicks, first, size);
                long counted = System.nanoTime();
                rollups.add(connection, tally);
                appending += System.nanoTime() - counted;
                counting += counted - began;
                connection.commit();
            }
        }
        return new double[] {counting / 1e3 / CLICKS, appending / 1e3 / CLICKS};
    }

    private static ClickTally tally(Click[] clicks, int first, int size) {
        var tally = new ClickTally(new Placements(), 15);
        for (int i = first; i < first + size; i++) {
            tally.add("eu", 1_795_000_000_000L + i, clicks[i]);
        }
        return tally;
    }

    private static void cells(Click[] clicks, int size) {
        var tally = tally(clicks, 0, size);
        for (var cube : Cube.values()) {
            System.out.printf(
                    "%-20s %6d cells  %.3f per click%n", cube, tally.cells(cube), tally.cells(cube) / (double) size);
        }
    }

    private static void print(String what, double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf("%s: median %.2f, %.2f to %.2f%n", what, sorted[ROUNDS / 2], sorted[0], sorted[ROUNDS - 1]);
    }

    /** As protobuf leaves them: each with texts of its own, decoded once. */
    private static Click[] clicks(Random random) throws Exception {
        var links = zipf(LINKS);
        var countries = zipf(COUNTRIES);
        var agents = zipf(AGENTS);
        var clicks = new Click[CLICKS];
        for (int i = 0; i < CLICKS; i++) {
            int link = draw(links, random);
            int agent = draw(agents, random);
            int verdict = random.nextInt(100);
            var click = Click.newBuilder()
                    .setWorkspaceId(1)
                    .setLinkId(1 + link)
                    .setCampaignId(1 + link / LINKS_PER_CAMPAIGN)
                    .setTrafficSourceId(1 + link % 3)
                    .setCountry("C" + draw(countries, random))
                    .setDeviceValue(1 + agent % 3)
                    .setOs("System " + agent % 7)
                    .setBrowser("Browser " + agent)
                    .setVerdictValue(verdict < 80 ? 1 : verdict < 95 ? 2 : verdict < 99 ? 3 : 4)
                    .setVisitor(random.nextLong());
            clicks[i] = Click.parseFrom(click.build().toByteArray());
        }
        return clicks;
    }

    private static double[] zipf(int n) {
        var sums = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        return sums;
    }

    private static int draw(double[] sums, Random random) {
        int at = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return at < 0 ? Math.min(-at - 1, sums.length - 1) : at;
    }
}
