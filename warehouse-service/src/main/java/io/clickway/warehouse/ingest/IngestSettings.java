package io.clickway.warehouse.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** How much goes into one transaction. */
@ConfigMapping(prefix = "warehouse.ingest")
public interface IngestSettings {

    @WithDefault("64")
    @Min(1)
    @Max(1_000)
    int maxBatches();

    @WithDefault("20000")
    @Min(1)
    @Max(1_000_000)
    int maxEvents();

    /** Bodies as they came and decompressed; only a batch that is larger by itself, at most 17 MiB, goes beyond. */
    @WithDefault("16M")
    MemorySize maxBytes();

    /** Transactions at a time in all regions together: each needs memory of five times its bytes. */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int atOnce();

    /** What is there is stored at once; when it keeps coming, no more is added after this. */
    @WithDefault("50ms")
    Duration maxWait();

    /** Where a test makes the process die; WAREHOUSE_FAILPOINT. */
    Optional<Failpoint> failpoint();
}
