package io.clickway.e2e.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long right answers took, by the moment they were asked for. Thread-safe. */
public final class Latencies {

    private record Took(long askedNanos, long nanos) {}

    /** @param count answers it is made of; all durations are zero when there was none */
    public record Summary(long count, Duration p50, Duration p99, Duration max) {}

    private final ConcurrentLinkedQueue<Took> all = new ConcurrentLinkedQueue<>();

    void add(long askedNanos, long nanos) {
        all.add(new Took(askedNanos, nanos));
    }

    public Summary summary() {
        return between(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Of what was asked for in [from, to), by {@link System#nanoTime()}. */
    public Summary between(long from, long to) {
        var nanos = all.stream()
                .filter(took -> took.askedNanos >= from && took.askedNanos < to)
                .mapToLong(Took::nanos)
                .toArray();
        Arrays.sort(nanos);
        return new Summary(nanos.length, at(nanos, 0.5), at(nanos, 0.99), at(nanos, 1));
    }

    private static Duration at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))]);
    }
}
