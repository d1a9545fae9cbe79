/**
 * The region's stream of events and the leases of those who read it. In: entries that edges appended. Out: entries as raw
 * fields, each until it is acknowledged, to one consumer of the group at a time. {@link
 * io.clickway.forwarder.stream.EventStream} and {@link io.clickway.forwarder.stream.Leases} are the ports, the classes
 * named Redis… their only adapters. Never looks into an entry, never decides what is read or acknowledged.
 */
@NullMarked
package io.clickway.forwarder.stream;

import org.jspecify.annotations.NullMarked;
