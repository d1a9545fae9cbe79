package io.clickway.warehouse.report;

import java.util.List;

/** Rows as the caller sees them, and the clicks and number of all groups, also of those beyond the limit. */
record ReportRows(List<List<Object>> rows, long totalClicks, long groups) {

    ReportRows {
        rows = List.copyOf(rows);
    }

    boolean isTruncated() {
        return rows.size() < groups;
    }
}
