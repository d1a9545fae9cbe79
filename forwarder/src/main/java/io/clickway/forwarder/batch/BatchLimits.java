package io.clickway.forwarder.batch;

import io.clickway.batch.BatchHeader;
import java.time.Duration;

/**
 * When a batch is closed.
 *
 * @param bytes before compression; a single larger entry makes a batch of its own
 * @param events of all sources together
 * @param age since the first entry came
 */
public record BatchLimits(int bytes, int events, Duration age) {

    public BatchLimits {
        if (bytes < 1 || bytes > EntryReader.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "batch bytes must be from 1 to " + EntryReader.MAX_FRAME_BYTES + ", not " + bytes);
        }
        if (events < 1 || events > BatchHeader.MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "batch events must be from 1 to " + BatchHeader.MAX_EVENTS + ", not " + events);
        }
        if (age.isNegative() || age.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("batch age must be from 0 to 10 s, not " + age);
        }
    }
}
