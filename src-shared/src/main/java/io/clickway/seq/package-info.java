/**
 * Arithmetic on the sequence numbers of a source. In: ranges. Out: coalesced sets of ranges, their union, difference
 * and size. Knows neither sources nor storage.
 */
@NullMarked
package io.clickway.seq;

import org.jspecify.annotations.NullMarked;
