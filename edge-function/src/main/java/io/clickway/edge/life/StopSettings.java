package io.clickway.edge.life;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the edge stops. */
@ConfigMapping(prefix = "edge.stop")
public interface StopSettings {

    /**
     * How long a stop may wait for the spool to drain. What is left then waits for the next start on the folder; an edge
     * that is taken away for good needs enough to leave nothing.
     */
    @WithDefault("2s")
    Duration drainWithin();
}
