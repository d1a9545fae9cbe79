package io.clickway.warehouse.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How often the materialized views are refreshed. */
@ConfigMapping(prefix = "warehouse.view")
public interface ViewSettings {

    /** From the end of one refresh to the next; of {@code country_device_hours} six times that. */
    @WithDefault("10m")
    @DurationMin(seconds = 10)
    Duration refreshEvery();

    /** Of single views, e.g. {@code warehouse.view.every.visitors=1h}. */
    Map<WideView, @DurationMin(seconds = 10) Duration> every();

    /** A refresh that takes longer is given up; the view keeps what it had. The connection would break after 31 minutes. */
    @WithDefault("5m")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 30)
    Duration timeout();
}
