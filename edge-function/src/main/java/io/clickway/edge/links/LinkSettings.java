package io.clickway.edge.links;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the edge follows the link configuration. */
@ConfigMapping(prefix = "edge.links")
public interface LinkSettings {

    /** How often the version is asked for. */
    @WithDefault("200ms")
    Duration pollInterval();
}
