package io.clickway.forwarder.carry;

import io.clickway.batch.BatchHeader;
import io.clickway.forwarder.batch.BatchLimits;
import io.clickway.retry.Backoff;
import java.time.Duration;

/**
 * The bounds and times of the loop.
 *
 * @param consumer this forwarder's name: its consumer in the group and the name of its lease
 * @param readCount entries asked for at once, at most
 * @param readWait how long a read waits for the first entry
 * @param windowMessages in flight at most
 * @param windowBytes of their bodies
 * @param confirmTimeout of silence, after which the line is given up
 * @param openTimeout for a line to become ready
 * @param drainTimeout for the last confirms when stopping
 * @param leaseTime a lease lives without being prolonged; it is prolonged after 30 % of it
 * @param takeoverInterval between looks at the other consumers
 * @param forgetAfter a consumer without lease and pending entries has asked for nothing
 */
public record CarryRules(
        String consumer,
        int readCount,
        Duration readWait,
        int windowMessages,
        long windowBytes,
        BatchLimits batch,
        Duration confirmTimeout,
        Duration openTimeout,
        Duration drainTimeout,
        Duration leaseTime,
        Duration takeoverInterval,
        Duration forgetAfter,
        Backoff retry,
        Backoff reconnect) {

    public CarryRules {
        if (readCount < 1 || readCount > 10_000) {
            throw new IllegalArgumentException("read count must be from 1 to 10000, not " + readCount);
        }
        if (windowMessages < 1 || windowMessages > 1_000) {
            throw new IllegalArgumentException("window must be from 1 to 1000 batches, not " + windowMessages);
        }
        if (windowBytes < BatchHeader.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("window must have room for one body of " + BatchHeader.MAX_BODY_BYTES
                    + " bytes, not " + windowBytes);
        }
    }

    Duration leaseRenewal() {
        return leaseTime.multipliedBy(3).dividedBy(10);
    }
}
