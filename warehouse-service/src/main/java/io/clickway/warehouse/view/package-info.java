/**
 * Materialized views over the cubes for the wide analyses. In: the clock, and operators who don't want to wait. Out: views
 * that are refreshed one at a time without holding readers up, how old each is, and whether a report may be answered by one.
 * A refresh that fails leaves the view as it was. Never reads raw clicks.
 */
@NullMarked
package io.clickway.warehouse.view;

import org.jspecify.annotations.NullMarked;
