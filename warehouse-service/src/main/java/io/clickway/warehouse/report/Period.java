package io.clickway.warehouse.report;

import java.time.Duration;
import java.time.Instant;

/** A range that is counted, cut by groups of time: the asked one, or the one before that it is compared with. */
record Period(Instant from, Instant to, TimeGrid grid, boolean isPrior) {

    static Period asked(ReportQuery query, Instant from, Instant to) {
        return new Period(from, to, TimeGrid.of(query.times(), query.zone(), from, to), false);
    }

    /** Of equal length; its first day is compared with the first day of this one. */
    Period before() {
        var start = from.minus(Duration.between(from, to));
        return new Period(start, from, grid.follow(start, from), true);
    }

    boolean isEmpty() {
        return !from.isBefore(to);
    }
}
