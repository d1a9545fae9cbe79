package io.clickway.forwarder.batch;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUIDs of version 7 (RFC 9562): milliseconds, then 74 random bits. */
final class BatchIds {

    private final InstantSource clock;
    private final RandomGenerator random;

    BatchIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    UUID next() {
        long high = clock.millis() << 16 | 0x7000L | (random.nextLong() & 0xfffL);
        long low = 1L << 63 | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
