package io.clickway.warehouse.rollup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When the cubes take up what was counted, and how they are checked. */
@ConfigMapping(prefix = "warehouse.rollup")
public interface RollupSettings {

    /** Deltas are folded into the cubes this often; until then a report adds them up. */
    @WithDefault("10s")
    Duration foldEvery();

    /** And as soon as this instance stored so many clicks since. */
    @WithDefault("200000")
    @Min(1_000)
    @Max(10_000_000)
    int foldAfterClicks();

    /** Random buckets are compared with the raw clicks this often. */
    @WithDefault("1d")
    Duration checkEvery();

    /** How many quarters of an hour that compares. */
    @WithDefault("24")
    @Min(1)
    @Max(1_000)
    int checkBuckets();

    /** A day that the cubes lack is counted this often, until none is left. */
    @WithDefault("1m")
    Duration recountEvery();
}
