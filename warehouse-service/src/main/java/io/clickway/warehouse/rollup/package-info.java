/**
 * Counts by a few dimensions each. In: clicks that are stored now. Out: deltas that the same transaction appends, cubes that
 * {@link io.clickway.warehouse.rollup.Fold} adds them to, and the SQL that reads both as one. Never counts a click twice: the
 * ledger filters before. Never makes storing wait: only folds change cells, one at a time.
 */
@NullMarked
package io.clickway.warehouse.rollup;

import org.jspecify.annotations.NullMarked;
