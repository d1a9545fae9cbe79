package io.clickway.warehouse.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** For how long the cubes keep their fine cells. Days and months stay for good. */
@ConfigMapping(prefix = "warehouse.rollup")
public interface CubeKeepingSettings {

    /** Cells by quarter of an hour. */
    @WithDefault("400d")
    Duration keepQuarters();

    /** Cells by hour. */
    @WithDefault("800d")
    Duration keepHours();
}
