package io.clickway.warehouse.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a report tells of each group. */
enum Measure {
    CLICKS,
    /** Distinct visitors: from sketches of the rollups with a stated error, or exact when raw clicks answer anyway. */
    VISITORS,
    /** Distinct visitors, always counted in raw clicks. */
    VISITORS_EXACT,
    /** Clicks with the verdict bot. */
    BOTS,
    /** Part of all clicks of the answer, 0 to 1. */
    SHARE,
    /** What the traffic sources say the clicks cost; null when a group has several currencies. */
    COST,
    /** Clicks against those of the period of equal length before, e.g. 0.25 for a quarter more; null when there were none. */
    CHANGE;

    static Optional<Measure> byText(String text) {
        return Arrays.stream(values())
                .filter(measure -> measure.text().equals(text))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Measure::text).collect(Collectors.joining(", "));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null when it can't be told. */
    @Nullable
    Object of(Figures group, Figures total) {
        return switch (this) {
            case CLICKS -> group.clicks();
            case VISITORS, VISITORS_EXACT -> group.visitors();
            case BOTS -> group.bots();
            case SHARE -> total.clicks() == 0 ? 0.0 : (double) group.clicks() / total.clicks();
            case COST -> group.cost();
            case CHANGE -> group.prior() == 0 ? null : (double) (group.clicks() - group.prior()) / group.prior();
        };
    }
}
