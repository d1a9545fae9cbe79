package io.clickway.warehouse.console;

import io.clickway.warehouse.books.FaultEntry;
import io.clickway.warehouse.books.RegionBooks;
import io.clickway.warehouse.lookup.LatestClick;
import io.clickway.warehouse.publish.ConfigStatus;
import java.time.Instant;
import java.util.List;

/**
 * All that the start page shows. {@code minutes} begin at {@code minutesFrom}; each region has one figure per minute, the
 * last one being the minute that runs.
 */
public record Overview(
        Instant at,
        Instant warehouseStartedAt,
        ConfigStatus config,
        List<RegionBooks> regions,
        Instant minutesFrom,
        List<Minutes> minutes,
        List<LatestClick> latest,
        List<FaultEntry> faults) {

    /** Clicks of a region, minute by minute. */
    public record Minutes(String region, List<Long> clicks) {}
}
