/**
 * Reports: counts of clicks by any combination of dimensions, over a range, in any zone. In: a query string. Out: exact
 * rows from the rollup, or from raw clicks where the rollup cannot answer. Writes nothing.
 */
@NullMarked
package io.clickway.warehouse.report;

import org.jspecify.annotations.NullMarked;
