package io.clickway.warehouse.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Which clicks are traced once {@code quarkus.otel.sdk.disabled} is false; where to stands in {@code quarkus.otel.*}. */
@ConfigMapping(prefix = "warehouse.trace")
public interface TraceSettings {

    /** One click in this many, chosen by its id: every instance and every delivery chooses the same ones. */
    @WithDefault("1000")
    @Min(1)
    @Max(1_000_000_000)
    int oneIn();
}
