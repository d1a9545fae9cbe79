package io.clickway.edge.spool;

import java.time.Duration;

/**
 * {@link SpoolSettings}, checked.
 *
 * @param quick a drain within this time proves that the stream is well
 */
public record SpoolLimits(long maxBytes, long segmentBytes, long drainBytesPerSecond, Duration quick) {

    private static final long KIB = 1024;

    public SpoolLimits {
        between("edge.spool.segment-size", segmentBytes, KIB, 64 * KIB * KIB);
        between("edge.spool.max-size", maxBytes, segmentBytes, Long.MAX_VALUE);
        between("edge.spool.drain-rate", drainBytesPerSecond, KIB, Long.MAX_VALUE);
    }

    /** @throws IllegalArgumentException names the key */
    public static SpoolLimits of(SpoolSettings settings, Duration quick) {
        return new SpoolLimits(
                settings.maxSize().asLongValue(),
                settings.segmentSize().asLongValue(),
                settings.drainRate().asLongValue(),
                quick);
    }

    private static void between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must lie between " + least + " and " + most + " bytes");
        }
    }
}
