package io.clickway.warehouse.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON. {@code totals} counts all groups, also those beyond the limit ({@code truncated}); {@code source} is
 * rollup or raw; times are ISO 8601 with the offset of {@code tz}.
 */
public record ReportAnswer(
        List<String> columns,
        List<List<Object>> rows,
        Map<String, Long> totals,
        long groups,
        boolean truncated,
        String source,
        @Nullable String from,
        @Nullable String to,
        String tz,
        List<RegionState> completeness) {

    /**
     * To which moment a region's clicks are all counted, what is missing before, and sources nobody hears of; how long ago
     * that moment is, and how far a clock is off for certain (positive: ahead of the centre).
     */
    public record RegionState(
            String region,
            @Nullable String completeTo,
            long missing,
            long inFlight,
            int uncertain,
            double oldestUnforwardedSeconds,
            @Nullable Double clockSkewSeconds) {}
}
