package io.clickway.forwarder.run;

import io.clickway.batch.BatchHeader;
import io.clickway.forwarder.batch.BatchLimits;
import io.clickway.forwarder.carry.CarryRules;
import io.clickway.retry.Backoff;
import java.time.Duration;

/** Turns settings into the rules of the loop, or refuses with the key that is out of its bounds. */
final class CheckedSettings {

    private static final Duration READ_WAIT = Duration.ofMillis(100);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Backoff RECONNECT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));

    private CheckedSettings() {}

    /** @throws IllegalArgumentException in one line that begins with the key */
    static CarryRules rules(ForwarderSettings settings) {
        matches("forwarder.name", settings.name(), "[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
        matches("forwarder.region", settings.region(), "[a-z][a-z0-9]{0,15}");
        within("forwarder.read-count", settings.readCount(), 1, 10_000);
        within("forwarder.batch.bytes", settings.batch().bytes().asLongValue(), 1, 1_000_000);
        within("forwarder.batch.events", settings.batch().events(), 1, BatchHeader.MAX_EVENTS);
        within("forwarder.batch.age", settings.batch().age(), Duration.ZERO, Duration.ofSeconds(10));
        within("forwarder.batch.compression", settings.batch().compression(), 1, 9);
        within("forwarder.window.batches", settings.window().batches(), 1, 1_000);
        within("forwarder.window.bytes", settings.window().bytes().asLongValue(), BatchHeader.MAX_BODY_BYTES, 1L << 30);
        within(
                "forwarder.broker.confirm-timeout",
                settings.broker().confirmTimeout(),
                Duration.ofMillis(100),
                Duration.ofMinutes(5));
        within(
                "forwarder.broker.open-timeout",
                settings.broker().openTimeout(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
        within("forwarder.drain-timeout", settings.drainTimeout(), Duration.ZERO, Duration.ofMinutes(1));
        within("forwarder.lease.time", settings.lease().time(), Duration.ofSeconds(2), Duration.ofMinutes(1));
        within(
                "forwarder.lease.takeover-interval",
                settings.lease().takeoverInterval(),
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
        within(
                "forwarder.lease.forget-after",
                settings.lease().forgetAfter(),
                Duration.ofMinutes(1),
                Duration.ofDays(30));
        return new CarryRules(
                settings.name(),
                settings.readCount(),
                READ_WAIT,
                settings.window().batches(),
                settings.window().bytes().asLongValue(),
                new BatchLimits(
                        (int) settings.batch().bytes().asLongValue(),
                        settings.batch().events(),
                        settings.batch().age()),
                settings.broker().confirmTimeout(),
                settings.broker().openTimeout(),
                settings.drainTimeout(),
                settings.lease().time(),
                settings.lease().takeoverInterval(),
                settings.lease().forgetAfter(),
                RETRY,
                RECONNECT);
    }

    private static void matches(String key, String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(key + " must match " + pattern + ", not '" + value + "'");
        }
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
