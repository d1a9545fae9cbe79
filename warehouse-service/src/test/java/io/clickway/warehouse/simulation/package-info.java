/**
 * Drives the production reader, unpacking and transaction of several instances through seeded faults with fakes at their
 * ports: a broker that loses channels, redelivers and cancels, a store whose commits fail, answer late or never, instances that
 * crash, freeze and stop. Time is virtual.
 */
@NullMarked
package io.clickway.warehouse.simulation;

import org.jspecify.annotations.NullMarked;
