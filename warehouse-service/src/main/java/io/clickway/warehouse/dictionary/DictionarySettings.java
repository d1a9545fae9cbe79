package io.clickway.warehouse.dictionary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** What repeats and is therefore kept once. */
@ConfigMapping(prefix = "warehouse.dictionary")
public interface DictionarySettings {

    /** Tuples of each dictionary whose numbers are remembered; 20 bytes each. */
    @WithDefault("131072")
    @Min(1_024)
    @Max(16_777_216)
    int remembered();

    /** Tuples and values seen once that are remembered to tell what repeats; 16 bytes each. */
    @WithDefault("524288")
    @Min(1_024)
    @Max(67_108_864)
    int sighted();

    /** Tuples that one process may add to each dictionary but the routes per hour; what is beyond stays in the clicks' rows. */
    @WithDefault("20000")
    @Min(0)
    @Max(10_000_000)
    int addedPerHour();

    /** For a process that isn't told. */
    record Fixed(int remembered, int sighted, int addedPerHour) implements DictionarySettings {}
}
