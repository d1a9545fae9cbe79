/**
 * The daily partitions. In: the clock, the retention and the days that events ask for. Out: partitions made ahead or on
 * demand. Never holds a lock that stalls ingestion, never makes a default partition.
 */
@NullMarked
package io.clickway.warehouse.partition;

import org.jspecify.annotations.NullMarked;
