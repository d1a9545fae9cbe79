package io.clickway.edge.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where the region's Redis is. */
@ConfigMapping(prefix = "edge.redis")
public interface RedisSettings {

    /** {@code redis://USER:PASSWORD@HOST:PORT}; a secret, by environment only. */
    String uri();

    /** How long connecting, a probe, or a request outside of the click path may take. */
    @WithDefault("1s")
    Duration timeout();
}
