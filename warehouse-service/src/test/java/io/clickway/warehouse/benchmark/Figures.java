package io.clickway.warehouse.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** Times or rates of equal runs. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Figures(double[] sorted) {

    static Figures of(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    /** The least value that the share of all is not above; the greatest when there are few. */
    double percentile(double percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
    }

    double median() {
        return percentile(50);
    }

    double greatest() {
        return sorted[sorted.length - 1];
    }

    double least() {
        return sorted[0];
    }

    static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
