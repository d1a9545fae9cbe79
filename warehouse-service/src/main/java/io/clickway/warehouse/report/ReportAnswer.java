package io.clickway.warehouse.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON. {@code totals} is of all groups, also of those beyond the limit ({@code truncated}), which
 * {@code others} sums up; {@code source} is rollup or raw; times are ISO 8601 with the offset of {@code tz}.
 *
 * @param cube which rollups answered
 * @param visitorsError how far visitors may be off, as a part of them, in 19 of 20 cases; 0: counted
 * @param visitorsScope when a visitor counts again
 * @param notes what should be known of single figures
 */
public record ReportAnswer(
        List<String> columns,
        List<List<@Nullable Object>> rows,
        Map<String, @Nullable Object> totals,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, @Nullable Object> others,
        long groups,
        boolean truncated,
        String source,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String cube,
        @Nullable String from,
        @Nullable String to,
        String tz,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double visitorsError,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String visitorsScope,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes,
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
