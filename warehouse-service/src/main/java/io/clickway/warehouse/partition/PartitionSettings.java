package io.clickway.warehouse.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Which days the warehouse keeps. */
@ConfigMapping(prefix = "warehouse.partition")
public interface PartitionSettings {

    /** Events older than this go to quarantine. */
    @WithDefault("400d")
    Duration retention();

    /** Days ahead for which partitions are made; events still further ahead go to quarantine. */
    @WithDefault("7")
    @Min(1)
    @Max(60)
    int daysAhead();

    /** An event may be this much later than the moment its batch was sent. */
    @WithDefault("5m")
    Duration clockTolerance();

    /** How often full addresses are taken away that are kept no longer. */
    @WithDefault("10m")
    Duration expireAddressesEvery();
}
