package io.clickway.warehouse.view;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A materialized view, and how rarely it is refreshed compared with the others. */
public enum WideView {
    TOP_LINKS(1),
    /** Reads 13 months by the hour, so it is refreshed six times as rarely. */
    COUNTRY_DEVICE_HOURS(6),
    PLACEMENTS(1),
    VISITORS(1);

    private final int pace;

    WideView(int pace) {
        this.pace = pace;
    }

    public static Optional<WideView> byText(String text) {
        return Arrays.stream(values()).filter(view -> view.text().equals(text)).findFirst();
    }

    public static String all() {
        return Arrays.stream(values()).map(WideView::text).collect(Collectors.joining(", "));
    }

    /** In {@code mv_states}, in paths, and behind {@code reporting.}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String relation() {
        return text() + "_mv";
    }

    int pace() {
        return pace;
    }
}
