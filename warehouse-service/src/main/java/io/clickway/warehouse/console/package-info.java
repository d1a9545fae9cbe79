/**
 * What the start page shows: one overview, made at most once a second whatever the number of viewers. Changes nothing.
 */
@NullMarked
package io.clickway.warehouse.console;

import org.jspecify.annotations.NullMarked;
