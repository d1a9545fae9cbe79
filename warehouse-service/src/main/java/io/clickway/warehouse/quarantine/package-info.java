/**
 * What is kept aside because it can't be stored. In: messages and events with a cause. Out: rows of {@code quarantine} and
 * the ranges they answer for. Never drops anything and never decides what is bad: that is for the rooms before it.
 */
@NullMarked
package io.clickway.warehouse.quarantine;

import org.jspecify.annotations.NullMarked;
