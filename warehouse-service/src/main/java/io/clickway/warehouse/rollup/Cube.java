package io.clickway.warehouse.rollup;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A narrow rollup: clicks counted by few dimensions. Each has a table per span, {@code <table>_<span>}, with the columns
 * bucket_at, workspace_id, verdict, region, those of its dimensions, and its measures. What a click doesn't know is 0 or empty.
 * A new cube is a line here and its tables.
 *
 * <p>A narrow cube has fewer dimensions than another of the same measure and is folded from that one's deltas: no click is counted
 * twice on its way in, and a report that asks for little has few cells to add up. The narrowest are not split by verdict and region:
 * their cells have neither, and count the clicks of bots beside all.
 */
public enum Cube {
    TOTAL(1, "clicks_total", Measure.CLICKS, Column.NONE),
    LINK(2, "clicks_by_link", Measure.CLICKS, List.of(Column.CAMPAIGN, Column.LINK, Column.TRAFFIC_SOURCE)),
    COUNTRY(3, "clicks_by_country", Measure.CLICKS, List.of(Column.COUNTRY, Column.DEVICE)),
    CAMPAIGN_COUNTRY(4, "clicks_by_campaign_country", Measure.CLICKS, List.of(Column.CAMPAIGN, Column.COUNTRY)),
    AGENT(5, "clicks_by_agent", Measure.CLICKS, List.of(Column.CAMPAIGN, Column.DEVICE, Column.OS, Column.BROWSER)),
    OFFER(6, "clicks_by_offer", Measure.CLICKS, List.of(Column.CAMPAIGN, Column.RULE, Column.OFFER, Column.LANDER)),
    COST(
            7,
            "costs_by_link",
            Measure.COST,
            List.of(Column.CAMPAIGN, Column.LINK, Column.TRAFFIC_SOURCE, Column.CURRENCY)),
    PLACEMENT(
            8,
            "clicks_by_placement",
            Measure.CLICKS,
            List.of(Column.CAMPAIGN, Column.TRAFFIC_SOURCE, Column.SUB_NO, Column.PLACEMENT)),
    CAMPAIGN_VISITORS(9, "visitors_by_campaign", Measure.VISITORS, List.of(Column.CAMPAIGN)),
    COUNTRY_VISITORS(10, "visitors_by_country", Measure.VISITORS, List.of(Column.COUNTRY)),
    TOTAL_VISITORS(COUNTRY_VISITORS, "visitors_total", Column.NONE, true),
    CAMPAIGN(LINK, "clicks_by_campaign", List.of(Column.CAMPAIGN), true),
    BROWSER(AGENT, "clicks_by_browser", List.of(Column.DEVICE, Column.OS, Column.BROWSER), true),
    CAMPAIGN_COST(COST, "costs_by_campaign", List.of(Column.CAMPAIGN, Column.CURRENCY), true),
    ALL(TOTAL, "clicks_all", Column.NONE, false),
    ALL_BY_LINK(LINK, "clicks_all_by_link", List.of(Column.LINK), false),
    ALL_BY_COUNTRY(COUNTRY, "clicks_all_by_country", List.of(Column.COUNTRY), false),
    ALL_BY_CAMPAIGN(LINK, "clicks_all_by_campaign", List.of(Column.CAMPAIGN), false),
    ALL_BY_BROWSER(AGENT, "clicks_all_by_browser", List.of(Column.DEVICE, Column.OS, Column.BROWSER), false),
    ALL_COSTS(COST, "costs_all_by_campaign", List.of(Column.CAMPAIGN, Column.CURRENCY), false),
    ALL_VISITORS(COUNTRY_VISITORS, "visitors_all", Column.NONE, false);

    /** What a cell holds beside its key. */
    public enum Measure {
        /** {@code clicks}; and {@code bots} among them where cells are not split by verdict. */
        CLICKS,
        /** {@code clicks} that told a cost and {@code cost_micros}, millionths of the currency. */
        COST,
        /** {@code visitors}, a sketch of postgresql-hll. */
        VISITORS
    }

    /** A dimension's column and how {@code rollup_deltas} carries it. */
    public enum Column {
        CAMPAIGN("campaign_id", true),
        LINK("link_id", true),
        TRAFFIC_SOURCE("traffic_source_id", true),
        RULE("rule_id", true),
        OFFER("offer_id", true),
        LANDER("lander_id", true),
        DEVICE("device", true),
        SUB_NO("sub_no", true),
        COUNTRY("country", false),
        OS("os", false),
        BROWSER("browser", false),
        CURRENCY("currency", false),
        PLACEMENT("placement", false);

        private static final List<Column> NONE = List.of();

        private final String sql;
        private final boolean isNumber;

        Column(String sql, boolean isNumber) {
            this.sql = sql;
            this.isNumber = isNumber;
        }

        public String sql() {
            return sql;
        }

        /** Numbers travel in key1 to key4 of a delta, texts in text1 and text2, each in the cube's order. */
        public boolean isNumber() {
            return isNumber;
        }
    }

    private final int number;
    private final String table;
    private final Measure measure;
    private final List<Column> columns;
    private final @Nullable Cube wide;
    private final boolean isSplit;

    Cube(int number, String table, Measure measure, List<Column> columns) {
        this.number = number;
        this.table = table;
        this.measure = measure;
        this.columns = columns;
        this.wide = null;
        this.isSplit = true;
    }

    Cube(Cube wide, String table, List<Column> columns, boolean isSplit) {
        this.number = wide.number;
        this.table = table;
        this.measure = wide.measure;
        this.columns = columns;
        this.wide = wide;
        this.isSplit = isSplit;
    }

    /** In {@code rollup_deltas.cube}: that of {@link #counted}. Never given away. */
    public int number() {
        return number;
    }

    /** The cube for which clicks are counted and whose deltas this one is folded from: a wider one, or itself. */
    public Cube counted() {
        return wide == null ? this : wide;
    }

    /** Whether clicks are counted for it; else it is folded from the deltas of another cube. */
    public boolean hasDeltas() {
        return wide == null;
    }

    public String table(Span span) {
        return table + "_" + span.suffix();
    }

    public Measure measure() {
        return measure;
    }

    /** The span that its deltas are kept by, when it has some. */
    public Span finest() {
        return Collections.min(spans());
    }

    /** Whether verdict and region are among the keys of its cells. */
    public boolean isSplit() {
        return isSplit;
    }

    /** Beside the workspace, which every cube has, and verdict and region where it is split. */
    public List<Column> columns() {
        return columns;
    }

    /** A condition on one of them, and on the workspace, leads to a bucket's few cells by the keys of the span's table. */
    public Set<Column> leads(Span span) {
        if (this == CAMPAIGN_COUNTRY && !span.isFine()) {
            return EnumSet.of(Column.CAMPAIGN, Column.COUNTRY);
        }
        return columns.isEmpty() ? Set.of() : EnumSet.of(columns.getFirst());
    }

    public Set<Span> spans() {
        return switch (this) {
            case PLACEMENT -> EnumSet.of(Span.DAY);
            case CAMPAIGN_VISITORS, COUNTRY_VISITORS, TOTAL_VISITORS, ALL_VISITORS -> EnumSet.of(Span.HOUR, Span.DAY);
            case CAMPAIGN,
                    BROWSER,
                    CAMPAIGN_COST,
                    ALL_BY_LINK,
                    ALL_BY_COUNTRY,
                    ALL_BY_CAMPAIGN,
                    ALL_BY_BROWSER,
                    ALL_COSTS -> EnumSet.of(Span.HOUR, Span.DAY, Span.MONTH);
            case TOTAL, LINK, COUNTRY, CAMPAIGN_COUNTRY, AGENT, OFFER, COST, ALL -> EnumSet.allOf(Span.class);
        };
    }
}
