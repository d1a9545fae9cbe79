/**
 * Comes in: where rules and campaigns say that visitors shall go. Goes out: numbered destinations, which clicks name. A
 * destination keeps its number as long as it leads to the same offer, lander or URL; none is ever deleted, for old clicks.
 */
@NullMarked
package io.clickway.warehouse.destination;

import org.jspecify.annotations.NullMarked;
