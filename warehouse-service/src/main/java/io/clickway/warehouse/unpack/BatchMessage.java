package io.clickway.warehouse.unpack;

import java.util.Map;

/**
 * A message as the broker delivered it.
 *
 * @param region the region whose queue it came from
 * @param type the AMQP property; empty when it has none
 * @param body not copied, so never changed by anyone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record BatchMessage(String region, String type, Map<String, Object> headers, byte[] body) {}
