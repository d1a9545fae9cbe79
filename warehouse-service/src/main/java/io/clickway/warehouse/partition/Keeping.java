package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * For how long rows are kept. A day or month goes once all of it is older. Full addresses go with their clicks at the latest.
 *
 * @param quarters cells by quarter of an hour
 * @param hours cells by hour
 */
public record Keeping(
        Duration clicks, Duration watermarks, Duration quarters, Duration hours, OnExpiry onExpiry, Clock clock) {

    private static final Duration LEAST = Duration.ofDays(1);

    public Keeping {
        require("warehouse.partition.retention", clicks);
        require("warehouse.partition.watermark-retention", watermarks);
        require("warehouse.rollup.keep-quarters", quarters);
        require("warehouse.rollup.keep-hours", hours);
    }

    private static void require(String key, Duration time) {
        if (time.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(key + " must be a day at least, not " + time);
        }
    }

    boolean isOver(StoredTable table, LocalDate day) {
        return isOver(
                day.plusDays(1),
                switch (table) {
                    case CLICKS, CLIENT_ADDRESSES -> clicks;
                    case WATERMARKS -> watermarks;
                });
    }

    /** @param isByHour cells by hour, else by quarter of an hour */
    boolean isOver(YearMonth month, boolean isByHour) {
        return isOver(month.plusMonths(1).atDay(1), isByHour ? hours : quarters);
    }

    /** Addresses are never kept for longer than told. */
    boolean keepsDetached(StoredTable table) {
        return onExpiry == OnExpiry.KEEP && table != StoredTable.CLIENT_ADDRESSES;
    }

    private boolean isOver(LocalDate end, Duration kept) {
        Instant gone = end.atStartOfDay(ZoneOffset.UTC).toInstant().plus(kept);
        return !gone.isAfter(clock.instant());
    }
}
