package io.clickway.warehouse.quarantine;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When the quarantine is too full, and how often it is looked after. */
@ConfigMapping(prefix = "warehouse.quarantine")
public interface QuarantineSettings {

    /** More things than this that nobody has settled raise a fault. Nothing is dropped, and nothing stops. */
    @WithDefault("100000")
    @Min(1)
    long alarmThings();

    /** So do more bytes. */
    @WithDefault("1G")
    MemorySize alarmBytes();

    /** Events that were ahead of time are tried again this often, once it is their time. */
    @WithDefault("30s")
    Duration dueEvery();
}
