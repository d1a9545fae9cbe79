/**
 * The names under which the parts find each other: keys and fields in Redis, exchanges, queues and headers in
 * RabbitMQ. Provisioning uses the same words. Holds no behaviour.
 */
@NullMarked
package io.clickway.address;

import org.jspecify.annotations.NullMarked;
