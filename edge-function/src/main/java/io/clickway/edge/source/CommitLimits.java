package io.clickway.edge.source;

import java.time.Duration;

/** {@link CommitSettings}, checked. */
public record CommitLimits(
        Duration timeout,
        int maxEvents,
        int maxBytes,
        int maxWaiting,
        int shedAbove,
        Duration spoolTimeout,
        Duration probeInterval,
        int probes) {

    /** One event more may come upon it, and a forwarder carries a million bytes. */
    private static final int MOST_BYTES = 512 * 1024;

    public CommitLimits {
        atLeast("edge.commit.timeout", timeout.toMillis(), 1, 60_000);
        atLeast("edge.commit.max-events", maxEvents, 1, 10_000);
        atLeast("edge.commit.max-bytes", maxBytes, 1, MOST_BYTES);
        atLeast("edge.commit.max-waiting", maxWaiting, maxEvents, 1 << 20);
        atLeast("edge.commit.shed-above", shedAbove, 1, maxWaiting);
        atLeast("edge.commit.spool-timeout", spoolTimeout.toMillis(), 1, 60_000);
        atLeast("edge.commit.probe-interval", probeInterval.toMillis(), 1, 60_000);
        atLeast("edge.commit.probes", probes, 1, 1000);
    }

    /** @throws IllegalArgumentException names the key */
    public static CommitLimits of(CommitSettings settings) {
        return new CommitLimits(
                settings.timeout(),
                settings.maxEvents(),
                settings.maxBytes(),
                settings.maxWaiting(),
                settings.shedAbove(),
                settings.spoolTimeout(),
                settings.probeInterval(),
                settings.probes());
    }

    private static void atLeast(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must lie between " + least + " and " + most + ", not " + value);
        }
    }
}
