/** Measures the data path against a bare COPY of the same rows; run by hand. */
@NullMarked
package io.clickway.warehouse.benchmark;

import org.jspecify.annotations.NullMarked;
