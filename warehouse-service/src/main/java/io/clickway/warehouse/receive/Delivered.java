package io.clickway.warehouse.receive;

import io.clickway.warehouse.unpack.BatchMessage;

/** A message and the tag by which its own channel acks it. */
public record Delivered(long tag, BatchMessage message) {}
