package io.clickway.warehouse.rollup;

import io.clickway.event.proto.Click;
import java.util.Comparator;
import java.util.TreeMap;

/** Sums of the clicks of one transaction, in the order of their keys. Not thread-safe. */
public final class ClickTally {

    private static final long QUARTER_MILLIS = 15 * 60_000L;
    private static final long MINUTE_MILLIS = 60_000L;

    private final TreeMap<Cell, Long> quarters = new TreeMap<>(Cell.ORDER);
    private final TreeMap<Minute, Long> minutes = new TreeMap<>(Minute.ORDER);

    public void add(String region, long occurredAtMillis, Click click) {
        quarters.merge(
                new Cell(
                        floor(occurredAtMillis, QUARTER_MILLIS),
                        click.getWorkspaceId(),
                        region,
                        click.getCampaignId(),
                        click.getLinkId(),
                        click.getCountry(),
                        click.getVerdictValue()),
                1L,
                Long::sum);
        minutes.merge(new Minute(floor(occurredAtMillis, MINUTE_MILLIS), region), 1L, Long::sum);
    }

    TreeMap<Cell, Long> quarters() {
        return quarters;
    }

    TreeMap<Minute, Long> minutes() {
        return minutes;
    }

    private static long floor(long millis, long step) {
        return millis - Math.floorMod(millis, step);
    }

    /** Key of {@code clicks_15m}. */
    record Cell(
            long bucketMillis,
            int workspaceId,
            String region,
            int campaignId,
            int linkId,
            String country,
            int verdict) {

        static final Comparator<Cell> ORDER = Comparator.comparingLong(Cell::bucketMillis)
                .thenComparingInt(Cell::workspaceId)
                .thenComparing(Cell::region)
                .thenComparingInt(Cell::campaignId)
                .thenComparingInt(Cell::linkId)
                .thenComparing(Cell::country)
                .thenComparingInt(Cell::verdict);
    }

    /** Key of {@code clicks_1m}. */
    record Minute(long minuteMillis, String region) {

        static final Comparator<Minute> ORDER =
                Comparator.comparingLong(Minute::minuteMillis).thenComparing(Minute::region);
    }
}
