package io.clickway.warehouse.report;

import io.clickway.warehouse.report.ReportSource.CubeRead;
import io.clickway.warehouse.report.ReportSource.OfCubes;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.rollup.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Picks the cheapest source that answers exactly: the smallest cube that knows every dimension, whose cells make up the
 * asked range and groups; else raw clicks, and says why.
 */
final class SourceChoice {

    /**
     * @param source what answers
     * @param why what no cube could do; empty when one answers
     */
    record Chosen(ReportSource source, String why) {}

    private final ReportQuery query;
    private final List<Period> periods;
    private final Stock stock;

    private SourceChoice(ReportQuery query, List<Period> periods, Stock stock) {
        this.query = query;
        this.periods = periods;
        this.stock = stock;
    }

    /** @param periods the asked one, and the one before when that is compared */
    static Chosen choose(ReportQuery query, List<Period> periods, Stock stock) {
        return new SourceChoice(query, periods, stock).choose();
    }

    private Chosen choose() {
        if (query.asks(io.clickway.warehouse.report.Measure.VISITORS_EXACT)) {
            return raw("visitors_exact is counted in raw clicks");
        }
        for (var period : periods) {
            if (!period.isEmpty() && stock.lacks(period.from(), period.to())) {
                return raw("the rollups don't count every day of the range yet");
            }
        }
        var cubes = cubes();
        if (cubes.isEmpty()) {
            return raw("no rollup knows all of "
                    + query.dimensions().stream().map(Dimension::text).collect(Collectors.joining(", ")));
        }
        var reads = new ArrayList<CubeRead>();
        for (var cube : cubes) {
            for (var period : periods) {
                if (!isRead(cube, period)) {
                    continue;
                }
                var pieces = Pieces.of(period.grid(), spans(cube, period));
                if (pieces.isEmpty()) {
                    return raw(whyNotPieces(cube, period));
                }
                reads.add(new CubeRead(cube, period, pieces.get()));
            }
        }
        return new Chosen(new OfCubes(reads), "");
    }

    /** Of the period before only clicks are told; clicks by currency need the costs' cube. */
    private boolean isRead(Cube cube, Period period) {
        return !period.isPrior() || cube.measure() == Measure.CLICKS || cube == Cube.COST && asksForCurrency();
    }

    private boolean asksForCurrency() {
        return query.dimensions().contains(Dimension.CURRENCY);
    }

    /** One per kind of measure; none when one is missing. */
    private List<Cube> cubes() {
        var kinds = EnumSet.of(Measure.CLICKS);
        if (query.asks(io.clickway.warehouse.report.Measure.COST) || asksForCurrency()) {
            kinds.add(Measure.COST);
        }
        if (query.asks(io.clickway.warehouse.report.Measure.VISITORS)) {
            kinds.add(Measure.VISITORS);
        }
        var cubes = new ArrayList<Cube>();
        for (var kind : kinds) {
            var cheapest = cheapest(kind);
            if (cheapest.isEmpty()) {
                return List.of();
            }
            cubes.add(cheapest.get());
        }
        return cubes;
    }

    private Optional<Cube> cheapest(Measure kind) {
        return Arrays.stream(Cube.values())
                .filter(cube -> cube.measure() == kind && cube != Cube.PLACEMENT && knows(cube, kind))
                .min(Comparator.<Cube>comparingLong(this::cost).thenComparing(Comparator.naturalOrder()));
    }

    /** A cube that was never looked at counts as large as its columns are many. */
    private long cost(Cube cube) {
        long cells = stock.cells().getOrDefault(cube, -1L);
        boolean areAllKnown = stock.cells().values().stream().allMatch(each -> each >= 0);
        return areAllKnown ? cells : cube.columns().size();
    }

    /** Clicks without a currency stand in no cube of costs, so for clicks it is taken from there, see {@link ReportSql}. */
    private boolean knows(Cube cube, Measure kind) {
        return query.dimensions().stream()
                .allMatch(dimension -> dimension.isInEveryCube()
                        || dimension == Dimension.CURRENCY && kind != Measure.VISITORS
                        || dimension
                                .cubeColumn()
                                .filter(cube.columns()::contains)
                                .isPresent());
    }

    private Set<Span> spans(Cube cube, Period period) {
        return cube.spans().stream().filter(span -> isKept(span, period)).collect(Collectors.toSet());
    }

    private boolean isKept(Span span, Period period) {
        var from = stock.fineFrom().get(span);
        return from == null || !period.from().isBefore(from);
    }

    private String whyNotPieces(Cube cube, Period period) {
        if (!Pieces.isOnQuarters(period.grid())) {
            return "the range or a group cuts a quarter of an hour";
        }
        var lost = cube.spans().stream().filter(span -> !isKept(span, period)).min(Comparator.naturalOrder());
        return lost.map(span -> "counts by %s are kept from %s on only; whole days in UTC can be answered before"
                        .formatted(
                                span == Span.QUARTER ? "quarter of an hour" : "hour",
                                stock.fineFrom().get(span)))
                .orElse("visitors are sketched by whole hours in UTC, and the range or a group cuts one");
    }

    private Chosen raw(String why) {
        return new Chosen(new OfRaw(periods), why);
    }
}
