/**
 * One connection to the region's Redis. In: requests of one event loop. Out: replies, and failures as failed futures, never
 * later than a bound. Reconnects when asked, never by itself, so that its owner decides about retries.
 */
@NullMarked
package io.clickway.edge.redis;

import org.jspecify.annotations.NullMarked;
