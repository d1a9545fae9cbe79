/**
 * The loop that carries events from the stream to the broker: read, assemble, publish, hear the outcome, acknowledge. One
 * thread owns all of it; the threads of clients only leave outcomes in a queue. In: the ports of stream, leases and
 * broker, and two clocks. Out: every entry is acknowledged after the broker confirmed it, and never before. Never holds
 * more than its window; never knows Redis, RabbitMQ or Quarkus.
 */
@NullMarked
package io.clickway.forwarder.carry;

import org.jspecify.annotations.NullMarked;
