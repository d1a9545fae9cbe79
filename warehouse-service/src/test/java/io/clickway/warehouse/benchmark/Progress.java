package io.clickway.warehouse.benchmark;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on stderr what is being done, so that stdout holds results alone. Thread-safe. */
final class Progress {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String what;
    private final long total;
    private final long beganNanos = System.nanoTime();
    private long toldNanos = beganNanos;

    private Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    static Progress of(String what, long total) {
        say(what);
        return new Progress(what, total);
    }

    static void say(String text) {
        System.err.println("  " + text);
    }

    synchronized void reached(long done) {
        long now = System.nanoTime();
        if (now - toldNanos > EVERY_NANOS) {
            toldNanos = now;
            double seconds = (now - beganNanos) / 1e9;
            say(String.format(
                    Locale.ROOT, "%s: %,d of %,d, %.0f s, %.0f/s", what, done, total, seconds, done / seconds));
        }
    }

    double seconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }
}
