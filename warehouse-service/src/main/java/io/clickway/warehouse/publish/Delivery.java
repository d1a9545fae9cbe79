package io.clickway.warehouse.publish;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Sends a stored version to the regions: shards first, then the manifest, one shard in memory at a time, on a thread of
 * its own. Gives up at the first message the broker does not take; {@link Repair} begins again.
 */
@ApplicationScoped
class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ConfigStore store;
    private final ConfigChannel channel;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("config-delivery").factory());

    Delivery(ConfigStore store, ConfigChannel channel) {
        this.store = store;
        this.channel = channel;
    }

    /** Sends those shards whose hash, in hex, is wanted, then the manifest. Returns at once. */
    void send(ConfigVersion version, Predicate<String> isWanted) {
        waiting.incrementAndGet();
        sender.execute(() -> {
            try {
                sendNow(version, isWanted);
            } catch (SQLException | RuntimeException failed) {
                LOG.warnf(failed, "Configuration %d could not be sent; it is tried again", version.version());
            } finally {
                waiting.decrementAndGet();
            }
        });
    }

    boolean isBusy() {
        return waiting.get() > 0;
    }

    private void sendNow(ConfigVersion version, Predicate<String> isWanted) throws SQLException {
        int sent = 0;
        for (var ref : version.manifest().getShardsList()) {
            var hash = ref.getSha256().toByteArray();
            var hex = HexFormat.of().formatHex(hash);
            if (isWanted.test(hex)) {
                var bytes = store.shardBytes(hash);
                if (bytes.isEmpty()) {
                    LOG.infof("Configuration %d is no longer kept; a newer one is sent instead", version.version());
                    return;
                }
                if (!channel.sendShard(hex, bytes.get(), TIMEOUT)) {
                    notTaken(version);
                    return;
                }
                sent++;
            }
        }
        if (channel.sendManifest(version.version(), version.manifest().toByteArray(), TIMEOUT)) {
            LOG.infof("Configuration %d sent with %d of %d shards", version.version(), sent, version.shards());
        } else {
            notTaken(version);
        }
    }

    private static void notTaken(ConfigVersion version) {
        LOG.warnf(
                "The centre's broker did not take configuration %d within %s; edges keep theirs until it does",
                version.version(), TIMEOUT);
    }

    @PreDestroy
    void stop() {
        sender.shutdownNow();
    }
}
