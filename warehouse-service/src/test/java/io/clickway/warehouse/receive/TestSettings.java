package io.clickway.warehouse.receive;

import java.time.Duration;
import java.util.List;

/** The defaults, with shorter waits. */
record TestSettings(String name, String brokerUri, List<String> regions) implements ReceiveSettings {

    @Override
    public int prefetch() {
        return 128;
    }

    @Override
    public int maxMebibytes() {
        return 64;
    }

    @Override
    public Duration heartbeat() {
        return Duration.ofSeconds(6);
    }

    @Override
    public Duration checkEvery() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration retryFirst() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration retryMax() {
        return Duration.ofMillis(500);
    }

    @Override
    public Duration stopWithin() {
        return Duration.ofSeconds(10);
    }
}
