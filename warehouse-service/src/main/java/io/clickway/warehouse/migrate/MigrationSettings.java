package io.clickway.warehouse.migrate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the schema is brought up to date beside instances that ingest. */
@ConfigMapping(prefix = "warehouse.migrate")
public interface MigrationSettings {

    /** A migration waits this long for a lock, because others wait behind it; then it is rolled back and tried again. */
    @WithDefault("200ms")
    Duration lockTimeout();

    /** A migration that others have waited for this long is cancelled and tried again. */
    @WithDefault("500ms")
    Duration holdUp();

    /** For so long it is tried again; then the start is refused. */
    @WithDefault("5m")
    Duration patience();
}
