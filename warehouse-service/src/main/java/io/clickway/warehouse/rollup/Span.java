package io.clickway.warehouse.rollup;

/** How much time a cell covers, in UTC; also the end of its table's name. From fine to coarse. */
public enum Span {
    QUARTER("15m", "date_bin('15 minutes', %s, timestamptz '2000-01-01 00:00:00+00')"),
    HOUR("1h", "date_bin('1 hour', %s, timestamptz '2000-01-01 00:00:00+00')"),
    DAY("1d", "date_bin('1 day', %s, timestamptz '2000-01-01 00:00:00+00')"),
    MONTH("1mo", "date_trunc('month', %s, 'UTC')");

    private final String suffix;
    private final String floor;

    Span(String suffix, String floor) {
        this.suffix = suffix;
        this.floor = floor;
    }

    public String suffix() {
        return suffix;
    }

    /** SQL of the start of the bucket that holds this moment, whatever the session's time zone. */
    public String floor(String moment) {
        return floor.formatted(moment);
    }

    /** Whether its tables are cut into partitions by month. */
    public boolean isFine() {
        return this == QUARTER || this == HOUR;
    }
}
