/**
 * Comes in: what callers say about landers, which are pages that visitors see before an offer. Goes out: the stored landers. It never publishes
 * anything, and it lets none go that a rule or campaign still leads to.
 */
@NullMarked
package io.clickway.warehouse.lander;

import org.jspecify.annotations.NullMarked;
