package io.clickway.forwarder.it;

import io.clickway.testkit.PrivateServers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Redis and the brokers of one region and the centre, started once for all integration tests of this module: whoever breaks
 * one mends it.
 */
final class RegionServers implements BeforeAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(RegionServers.class);

    private @Nullable PrivateServers servers;

    @Override
    public void beforeAll(ExtensionContext context) {
        var store = context.getRoot().getStore(NAMESPACE);
        servers = Objects.requireNonNull(store.getOrComputeIfAbsent("servers", key -> new Shared(), Shared.class))
                .servers();
    }

    PrivateServers get() {
        return Objects.requireNonNull(servers);
    }

    private record Shared(PrivateServers servers) implements AutoCloseable {

        Shared() {
            this(PrivateServers.start("127.63", "eu", "redis", "rabbitmq"));
        }

        @Override
        public void close() {
            servers.close();
        }
    }
}
