/**
 * Comes in: what callers say about offers, which are what visitors are sent to buy. Goes out: the stored offers. It never publishes
 * anything, and it lets none go that a rule or campaign still leads to.
 */
@NullMarked
package io.clickway.warehouse.offer;

import org.jspecify.annotations.NullMarked;
