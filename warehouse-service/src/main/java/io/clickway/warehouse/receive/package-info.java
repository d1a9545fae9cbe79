/**
 * The broker's side of the warehouse. In: deliveries of the region queues. Out: handfuls of batches for one transaction each,
 * and acks after the commit on the channel that delivered. Never acks what isn't committed, never requeues in a loop.
 */
@NullMarked
package io.clickway.warehouse.receive;

import org.jspecify.annotations.NullMarked;
