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
        Books books,
        Instant minutesFrom,
        List<Minutes> minutes,
        List<LatestClick> latest,
        List<FaultEntry> faults) {

    /**
     * Whether what is stored is what the ledger says, by its sums and by the audit of the last minutes; how many things in
     * quarantine nobody has settled.
     */
    public record Books(boolean balance, long quarantineKept) {}

    /** Clicks of a region, minute by minute. */
    public record Minutes(String region, List<Long> clicks) {}
}
