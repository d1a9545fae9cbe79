package io.clickway.warehouse.report;

import io.clickway.warehouse.report.ReportSource.CubeRead;
import io.clickway.warehouse.report.ReportSource.OfCubes;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.rollup.CubeSql;
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
        var reads = new ArrayList<CubeRead>();
        for (var kind : kinds()) {
            var known = known(kind);
            if (known.isEmpty()) {
                return raw("no rollup knows all of "
                        + query.dimensions().stream().map(Dimension::text).collect(Collectors.joining(", ")));
            }
            var cheapest =
                    known.stream().map(this::reads).flatMap(Optional::stream).findFirst();
            if (cheapest.isEmpty()) {
                return raw(whyNotPieces(known));
            }
            reads.addAll(cheapest.get());
        }
        return new Chosen(new OfCubes(reads), "");
    }

    /** What is read of a cube; empty when its spans can't make the periods up. */
    private Optional<List<CubeRead>> reads(Cube cube) {
        var reads = new ArrayList<CubeRead>();
        for (var period : periods) {
            if (isRead(cube, period)) {
                var pieces = Pieces.of(period.grid(), spans(cube, period));
                if (pieces.isEmpty()) {
                    return Optional.empty();
                }
                reads.add(new CubeRead(cube, period, pieces.get()));
            }
        }
        return Optional.of(reads);
    }

    /** Of the period before only clicks are told; clicks by currency need the costs' cube. */
    private boolean isRead(Cube cube, Period period) {
        return !period.isPrior()
                || cube.measure() == Measure.CLICKS
                || cube.measure() == Measure.COST && asksForCurrency();
    }

    private boolean asksForCurrency() {
        return query.dimensions().contains(Dimension.CURRENCY);
    }

    private Set<Measure> kinds() {
        var kinds = EnumSet.of(Measure.CLICKS);
        if (query.asks(io.clickway.warehouse.report.Measure.COST) || asksForCurrency()) {
            kinds.add(Measure.COST);
        }
        if (query.asks(io.clickway.warehouse.report.Measure.VISITORS)) {
            kinds.add(Measure.VISITORS);
        }
        return kinds;
    }

    /** The cheapest first. */
    private List<Cube> known(Measure kind) {
        return Arrays.stream(Cube.values())
                .filter(cube -> cube.measure() == kind && cube != Cube.PLACEMENT && knows(cube, kind))
                .sorted(Comparator.<Cube>comparingLong(this::cost).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** As long as one was never looked at, a cube counts as large as its keys are many. */
    private long cost(Cube cube) {
        long cells = stock.cells().getOrDefault(cube, -1L);
        boolean areAllKnown = stock.cells().values().stream().allMatch(each -> each >= 0);
        return areAllKnown ? cells : CubeSql.keys(cube).size();
    }

    /** Clicks without a currency stand in no cube of costs, so for clicks it is taken from there, see {@link ReportSql}. */
    private boolean knows(Cube cube, Measure kind) {
        if (!cube.isSplit() && needsSplit(kind)) {
            return false;
        }
        return query.dimensions().stream()
                .allMatch(dimension -> dimension.isInEveryCube()
                        || dimension == Dimension.CURRENCY && kind != Measure.VISITORS
                        || dimension
                                .cubeColumn()
                                .filter(cube.columns()::contains)
                                .isPresent());
    }

    /** Cells of costs know nothing of bots; where they count clicks of a currency, the verdict has to tell. */
    private boolean needsSplit(Measure kind) {
        return query.dimensions().contains(Dimension.VERDICT)
                || query.dimensions().contains(Dimension.REGION)
                || kind == Measure.COST && asksForCurrency() && query.asks(io.clickway.warehouse.report.Measure.BOTS);
    }

    private Set<Span> spans(Cube cube, Period period) {
        return cube.spans().stream().filter(span -> isKept(span, period)).collect(Collectors.toSet());
    }

    private boolean isKept(Span span, Period period) {
        var from = stock.fineFrom().get(span);
        return from == null || !period.from().isBefore(from);
    }

    /** Of the cube with the most spans. */
    private String whyNotPieces(List<Cube> known) {
        var cube = known.stream().filter(Cube::hasDeltas).findFirst().orElseThrow();
        var period = periods.stream()
                .filter(each -> isRead(cube, each)
                        && Pieces.of(each.grid(), spans(cube, each)).isEmpty())
                .findFirst()
                .orElseThrow();
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
