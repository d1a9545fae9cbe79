package io.clickway.warehouse.rollup;

/** How much time a cell covers, in UTC; also the end of its table's name. From fine to coarse. */
public enum Span {
    QUARTER("15m"),
    HOUR("1h"),
    DAY("1d"),
    MONTH("1mo");

    private final String suffix;

    Span(String suffix) {
        this.suffix = suffix;
    }

    public String suffix() {
        return suffix;
    }
}
