/**
 * The daily partitions. In: the clock, the retention and the days that events ask for. Out: partitions made ahead or on
 * demand, frozen, moved, and detached once they are over. Never holds a lock that stalls ingestion, never makes a default
 * partition, never deletes a row of clicks.
 */
@NullMarked
package io.clickway.warehouse.partition;

import org.jspecify.annotations.NullMarked;
