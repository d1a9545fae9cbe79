package io.clickway.warehouse.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * What was measured at one size. Times in milliseconds.
 *
 * @param reportMedian of the median of the reports that cubes answer
 * @param reportSlowest the slowest p95 of these
 * @param rawMedian of the same questions in SQL over the raw clicks
 */
record GrowthPoint(
        long clicks,
        double clicksPerSecond,
        double bytesPerClick,
        double cubeBytesPerClick,
        double cellsPerClick,
        double reportMedian,
        double reportSlowest,
        double rawMedian,
        double lookupMedian,
        double lookupSlowest) {

    static GrowthPoint of(Loading.Loaded loaded, Volume volume, List<ReportSection.Timed> reports, Figures lookups) {
        var ofCubes = reports.stream()
                .filter(report -> !report.source().startsWith("raw"))
                .toList();
        return new GrowthPoint(
                volume.clicks(),
                loaded.rate(),
                volume.perClick(),
                volume.cubesPerClick(),
                (double) volume.cells() / volume.clicks(),
                Figures.of(ofCubes.stream()
                                .mapToDouble(each -> each.report().median())
                                .toArray())
                        .median(),
                ofCubes.stream()
                        .mapToDouble(each -> each.report().percentile(95))
                        .max()
                        .orElse(Double.NaN),
                Figures.of(ofCubes.stream()
                                .mapToDouble(ReportSection.Timed::raw)
                                .toArray())
                        .median(),
                lookups.median(),
                lookups.percentile(99));
    }

    static String table(List<GrowthPoint> points) {
        var table = new StringBuilder();
        table.append(
                "| clicks | stored/s | bytes/click | cubes' bytes/click | cells/click | reports: median ms | slowest p95 ms |"
                        + " same from raw, median ms | by id p50 ms | p99 ms |\n");
        table.append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (var point : points) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %,.0f | %.0f | %.0f | %.2f | %s | %s | %s | %s | %s |%n",
                    point.clicks,
                    point.clicksPerSecond,
                    point.bytesPerClick,
                    point.cubeBytesPerClick,
                    point.cellsPerClick,
                    Figures.text(point.reportMedian),
                    Figures.text(point.reportSlowest),
                    Figures.text(point.rawMedian),
                    Figures.text(point.lookupMedian),
                    Figures.text(point.lookupSlowest)));
        }
        return table.toString();
    }
}
