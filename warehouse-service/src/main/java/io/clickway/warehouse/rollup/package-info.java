/**
 * Counts kept in the transaction that stores the clicks. In: clicks that are stored now. Out: sums per bucket, written in the
 * order of their keys so that two instances can't deadlock. Never counts a click twice: the ledger filters before.
 */
@NullMarked
package io.clickway.warehouse.rollup;

import org.jspecify.annotations.NullMarked;
