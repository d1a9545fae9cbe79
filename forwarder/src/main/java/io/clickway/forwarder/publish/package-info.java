/**
 * Hands messages to the region's broker. In: messages in order. Out: outcomes, as values in a bounded queue: the broker
 * holds it, refused it, couldn't route it, or the line was lost. {@link io.clickway.forwarder.publish.BatchPublisher} is
 * the port, {@link io.clickway.forwarder.publish.RabbitBatchPublisher} its adapter on the official client. Never retries,
 * never decides what an outcome means for an entry.
 */
@NullMarked
package io.clickway.forwarder.publish;

import org.jspecify.annotations.NullMarked;
