package io.clickway.edge.judge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What clicks are judged by beyond their own request. */
@ConfigMapping(prefix = "edge.judge")
public interface JudgeSettings {

    /** Ranges of data centres, one CIDR block a line; read again when the file changes. */
    Optional<Path> dataCentreFile();

    /**
     * Clicks that one address (of IPv6: a /64) may make within the window on one event loop before they are suspect. Mobile
     * carriers put thousands of people behind one address.
     */
    @WithDefault("300")
    int rateLimit();

    @WithDefault("60s")
    Duration rateWindow();

    /** Addresses that each event loop counts, a power of two; 24 bytes each. */
    @WithDefault("65536")
    int ratePlaces();
}
