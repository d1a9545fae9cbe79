package io.clickway.warehouse.report;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as it was read.
 *
 * @param rows as the caller sees them, without those beyond the limit
 * @param total of all groups
 * @param others of the groups beyond the limit
 * @param hasMixedCost a cost that can't be told, because it is of several currencies
 * @param source what answered
 * @param range what was read
 * @param stock what there was to read from
 */
record ReportRows(
        List<List<@Nullable Object>> rows,
        long groups,
        Figures total,
        Figures others,
        boolean hasMixedCost,
        ReportSource source,
        Period range,
        Stock stock) {

    ReportRows {
        rows = Collections.unmodifiableList(rows);
    }

    boolean isTruncated() {
        return rows.size() < groups;
    }
}
