package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Shop;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.rollup.Cube;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;

/** Bytes per click: without and with ids that traffic sources give to each click, in all and column by column. */
final class BytesSection {

    private static final int GOAL = 130;

    private BytesSection() {}

    static void run(Options options) throws Exception {
        long clicks = options.atMost(2_000_000);
        System.out.printf(
                "%nBytes per click, about %,d clicks of one day, indexes and dictionaries included%n", clicks);
        System.out.println("click-source ids  rows   indexes  dictionaries  in all  cubes beside it");
        for (boolean hasClickIds : new boolean[] {false, true}) {
            try (var servers = Servers.start(options, "postgres")) {
                measure(servers, clicks, hasClickIds);
            }
        }
    }

    private static void measure(Servers servers, long clicks, boolean hasClickIds) throws Exception {
        var centre = servers.centre();
        var shop = new Shop();
        shop.enter(centre);
        var ingests = new Ingests(servers.pool());
        var day = LocalDate.now(ZoneOffset.UTC).minusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC);
        var loaded = new Loading(centre, shop, ingests).load(day, Duration.ofDays(1), clicks, hasClickIds, 7);
        Books.check(centre, loaded.clicks());
        Books.foldAll(centre);
        centre.run("analyze");
        var volume = Volume.of(centre);
        System.out.printf(
                "%-16s  %5.1f  %7.1f  %12.1f  %6.1f  %.1f%s%n",
                hasClickIds ? "in %.0f of 100".formatted(withIds(centre)) : "none",
                (double) volume.rows() / volume.clicks(),
                (double) volume.indexes() / volume.clicks(),
                volume.dictionariesPerClick(),
                volume.perClick(),
                volume.cubesPerClick(),
                hasClickIds ? "" : "; goal " + GOAL);
        columns(centre, hasClickIds);
        if (!hasClickIds) {
            cubes(centre, volume.clicks());
        }
    }

    private static long size(Centre centre, String table) {
        return centre.number(
                "select coalesce(sum(pg_total_relation_size(relid)), pg_total_relation_size('%1$s')) from pg_partition_tree('%1$s')"
                        .formatted(table));
    }

    /** Cells in each span, and bytes with indexes, per click. */
    private static void cubes(Centre centre, long clicks) {
        System.out.println("  cells per click of each cube by span, and bytes of them:");
        for (var cube : Cube.values()) {
            var spans = new ArrayList<String>();
            for (var span : cube.spans()) {
                var table = cube.table(span);
                spans.add("%s %.3f, %.1f B"
                        .formatted(
                                span.suffix(),
                                (double) centre.number("select count(*) from " + table) / clicks,
                                (double) size(centre, table) / clicks));
            }
            System.out.printf("    %-18s %s%n", cube.name().toLowerCase(Locale.ROOT), String.join("; ", spans));
        }
    }

    /** Propeller's own id stands in a sub parameter. */
    private static double withIds(Centre centre) {
        return 100.0
                * centre.number("select count(*) from clicks_whole where click_source_id <> '' or length(sub4) = 18")
                / centre.number("select count(*) from clicks");
    }

    /** What the columns hold, and what a row needs beside them. */
    private static void columns(Centre centre, boolean hasClickIds) {
        var names = centre.texts("""
                select attname
                from pg_attribute
                where attrelid = 'clicks'::regclass and attnum > 0 and not attisdropped
                order by attnum
                """);
        var sums = names.stream()
                .map(name -> "coalesce(sum(pg_column_size(" + name + ")), 0)::float8 / count(*)")
                .toList();
        var found = centre.texts("select " + String.join(", ", sums)
                        + ", sum(pg_column_size(clicks))::float8 / count(*) from clicks")
                .getFirst()
                .split("\\|");
        var lines = new ArrayList<String>();
        double all = 0;
        for (int i = 0; i < names.size(); i++) {
            double bytes = Double.parseDouble(found[i]);
            all += bytes;
            if (bytes >= 0.05) {
                lines.add("%s %.1f".formatted(names.get(i), bytes));
            }
        }
        System.out.println(
                "  by column, " + (hasClickIds ? "with" : "without") + " click-source ids: " + String.join(", ", lines)
                        + "; header, map of nulls and alignment %.1f, and 4 for the page's pointer"
                                .formatted(Double.parseDouble(found[names.size()]) - all));
        var dictionaries = new ArrayList<String>();
        for (var table : new String[] {"agents", "places", "routes", "requests", "referrers", "queries"}) {
            dictionaries.add("%s %,d rows %.1f bytes a click"
                    .formatted(
                            table,
                            centre.number("select count(*) from " + table),
                            (double) centre.number("select pg_total_relation_size('" + table + "')")
                                    / centre.number("select count(*) from clicks")));
        }
        System.out.println("  dictionaries: " + String.join(", ", dictionaries));
    }
}
