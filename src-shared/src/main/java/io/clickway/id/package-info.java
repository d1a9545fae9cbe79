/**
 * How a click is named. In: a source's id, a clock and the keys of the region. Out: 128-bit click ids that carry their
 * time and a keyed check, and their 26-letter text. Never draws a random number or reads a clock by itself.
 */
@NullMarked
package io.clickway.id;

import org.jspecify.annotations.NullMarked;
