/**
 * Makes clicks as ad campaigns get them. In: a seed and a span of time. Out: batches as forwarders send them, the same for the
 * same seed, and the configuration they were decided by as SQL. Skews, lengths and repeats are those of bought traffic; the
 * User-Agents are the real ones of the tests' samples. Measures nothing.
 */
@NullMarked
package io.clickway.warehouse.benchmark.traffic;

import org.jspecify.annotations.NullMarked;
