package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Shop;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A warehouse that runs and grows in 90 daily partitions, from a million clicks to as many as asked for: at each point the
 * speed of storing, bytes and cells per click, the ten reports and the look-up. Reports against raw rows and the plain table
 * stand at the end of it.
 */
final class GrowthSection {

    private static final int DAYS = 90;
    private static final long[] POINTS = {1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000};

    /** Where a plain table beside it takes too much of the disk. */
    private static final long MOST_FOR_PLAIN = 20_000_000;

    private final Options options;
    private final RunningSystem system;
    private final LocalDate end = LocalDate.now(ZoneOffset.UTC);
    private final Shop shop = new Shop();
    private final List<GrowthPoint> points = new ArrayList<>();

    private GrowthSection(Options options, RunningSystem system) {
        this.options = options;
        this.system = system;
    }

    static void run(Options options, RunningSystem system) throws Exception {
        new GrowthSection(options, system).grow();
    }

    private void grow() throws Exception {
        shop.enter(system.centre());
        var sizes = LongStream.concat(
                        options.wants("growth")
                                ? LongStream.of(POINTS).filter(point -> point < options.clicks())
                                : LongStream.empty(),
                        LongStream.of(options.clicks()))
                .toArray();
        try (var pool = Servers.pool(system.centre().dataSource())) {
            var loading = new Loading(system.centre(), shop, new Ingests(pool));
            long stored = 0;
            for (long size : sizes) {
                var loaded = loading.load(
                        end.minusDays(DAYS).atStartOfDay().toInstant(ZoneOffset.UTC),
                        Duration.ofDays(DAYS),
                        size - stored,
                        true,
                        size);
                stored += loaded.clicks();
                settle(stored);
                point(stored, loaded, size == options.clicks());
            }
        }
    }

    private void settle(long clicks) throws Exception {
        Progress.say("checking the books, folding, gathering statistics");
        Books.check(system.centre(), clicks);
        Books.settle(system);
    }

    private void point(long stored, Loading.Loaded loaded, boolean isLast) throws Exception {
        var questions = Questions.all(end.minusDays(DAYS), end, shop.campaignSlug(0));
        var section = new ReportSection(options, system);
        var relations = new ArrayList<>(List.of(ReportSection.RAW));
        boolean isFull = isLast && options.wants("reports");
        if (isFull && stored <= MOST_FOR_PLAIN * 1.1) {
            relations.add(ReportSection.makePlain(system));
        }
        var timed = section.measure(questions, relations);
        ReportSection.dropPlain(system);
        System.out.printf(
                "%nReports by HTTP over %,d clicks in %d daily partitions, rows equal to SQL over the raw clicks%n",
                stored, DAYS);
        ReportSection.print(timed);
        var lookups = LookupSection.measure(options, system, stored);
        LookupSection.print(stored, lookups);
        points.add(GrowthPoint.of(loaded, Volume.of(system.centre()), timed, lookups));
        if (options.wants("growth")) {
            write();
        }
    }

    /** After each point: what ended early leaves what it measured. */
    private void write() throws Exception {
        var table = GrowthPoint.table(points);
        System.out.printf("%nGrowth in %d daily partitions%n%s", DAYS, table);
        Files.createDirectories(options.out());
        Files.writeString(options.out().resolve("growth.md"), table);
        Files.writeString(options.out().resolve("growth.svg"), GrowthPlot.svg(points));
        System.out.println("written: growth.md and growth.svg in " + options.out());
    }
}
