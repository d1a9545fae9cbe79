/**
 * The way of a few clicks as traces for OpenTelemetry, off unless asked for. In: batches that were stored, with the times that
 * their clicks and headers bring along. Out: spans for edge, broker and warehouse, under the click's own id. Never asks edge
 * or forwarder for anything, and never delays a batch: without a collector the spans are dropped.
 */
@NullMarked
package io.clickway.warehouse.trace;

import org.jspecify.annotations.NullMarked;
