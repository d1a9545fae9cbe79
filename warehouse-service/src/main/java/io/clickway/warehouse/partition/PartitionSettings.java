package io.clickway.warehouse.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** Which days the warehouse keeps. */
@ConfigMapping(prefix = "warehouse.partition")
public interface PartitionSettings {

    /** Older clicks go to quarantine; a day that is over for this long leaves. */
    @WithDefault("400d")
    Duration retention();

    /** The same for what sources say of themselves; as long as the clicks when it isn't set. */
    Optional<Duration> watermarkRetention();

    /** Whether what leaves is dropped, or kept as a table of its own in the schema {@code detached}. */
    @WithDefault("drop")
    OnExpiry onExpiry();

    /** Where older days are moved to; without it they stay where they are. */
    Optional<String> slowTablespace();

    /** A day is moved once it is over for this long. */
    @WithDefault("90d")
    Duration slowAfter();

    /** First hour of the day in UTC in which days are moved. */
    @WithDefault("1")
    @Min(0)
    @Max(23)
    int quietFrom();

    /** The hour that ends it; equal to the first for at any time. */
    @WithDefault("5")
    @Min(0)
    @Max(23)
    int quietTo();

    /** How often it is looked which days leave, move or are frozen. */
    @WithDefault("1m")
    Duration careEvery();

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
