package io.clickway.warehouse.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;

/** Tells where the current configuration is live. */
@ApplicationScoped
public class ConfigLiveness {

    private final ConfigStore store;
    private final EdgeConfigs edges;

    ConfigLiveness(ConfigStore store, EdgeConfigs edges) {
        this.store = store;
        this.edges = edges;
    }

    public ConfigStatus status() throws SQLException {
        return ConfigStatus.of(store.current(), edges.live(), Instant.now());
    }
}
