package io.clickway.warehouse.api;

import io.clickway.testkit.PrivateServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Postgres and the centre's RabbitMQ for all tests of the API; they share one running warehouse. */
public final class CentreServers implements QuarkusTestResourceLifecycleManager {

    static final String KEY = "the-operators-key";
    static final String ADDRESS_KEYS = "7:" + "5a".repeat(32);
    private static final String KEY_SHA256 = "7e3dbba129176e4c8d2ac647a5c903bd0034b338a43566e594f61a873d8bd1d7";

    private static @Nullable PrivateServers servers;

    static PrivateServers servers() {
        if (servers == null) {
            throw new IllegalStateException("the servers do not run");
        }
        return servers;
    }

    @Override
    public Map<String, String> start() {
        var started = PrivateServers.start("127.68", "eu", "rabbitmq", "postgres");
        servers = started;
        return Map.ofEntries(
                Map.entry("warehouse.name", "warehouse"),
                Map.entry("warehouse.regions", "eu"),
                Map.entry("warehouse.broker.uri", started.get("rabbitmq.centre.uri.warehouse")),
                Map.entry("warehouse.control.host", started.get("rabbitmq.centre.host")),
                Map.entry("warehouse.control.port", started.get("rabbitmq.centre.port")),
                Map.entry("warehouse.control.username", started.get("rabbitmq.centre.warehouse.username")),
                Map.entry("warehouse.control.password", started.get("rabbitmq.centre.warehouse.password")),
                Map.entry("warehouse.postgres.url", started.get("postgres.url")),
                Map.entry("warehouse.postgres.username", started.get("postgres.username")),
                Map.entry("warehouse.postgres.password", started.get("postgres.password")),
                Map.entry("warehouse.sql.password", started.get("postgres.sql.password")),
                Map.entry("warehouse.sql.time", "10s"),
                Map.entry("warehouse.sql.direct-time", "6s"),
                Map.entry("warehouse.api.key-sha256", KEY_SHA256),
                Map.entry("warehouse.id-keys", "1:000102030405060708090a0b0c0d0e0f"),
                Map.entry("warehouse.address.keys", ADDRESS_KEYS),
                Map.entry("warehouse.data-dir", dataDir()),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.management.test-port", "0"));
    }

    @Override
    public void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    private static String dataDir() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "warehouse-")
                    .toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
