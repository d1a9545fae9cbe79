/**
 * Reports: figures of clicks by any combination of dimensions, over a range, in any zone. In: a query string. Out: exact rows
 * of one snapshot, from the smallest rollup that can answer, or from raw clicks. The way: {@link ReportQueryParser} →
 * {@link Stock} and {@link SourceChoice} → {@link TimeGrid} and {@link Pieces} → {@link ReportSql} → {@link RowReading}. Writes
 * nothing.
 */
@NullMarked
package io.clickway.warehouse.report;

import org.jspecify.annotations.NullMarked;
