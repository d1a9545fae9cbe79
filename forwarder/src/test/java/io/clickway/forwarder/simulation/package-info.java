/**
 * Drives the production loop through seeded faults with fakes at its ports: a Redis that fails before or after it acts, a
 * broker that nacks, returns, blocks, falls silent and confirms late, processes that crash, pause and stop. Time is virtual.
 */
@NullMarked
package io.clickway.forwarder.simulation;

import org.jspecify.annotations.NullMarked;
