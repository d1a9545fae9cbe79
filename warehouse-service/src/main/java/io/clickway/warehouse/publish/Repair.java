package io.clickway.warehouse.publish;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Sends the whole current version again while a live edge runs an older one: a region that was cut off, a broker that
 * was down, a Redis that was wiped. Looks every second, sends at most every five seconds (more rarely when the
 * configuration is large, so that it never sends faster than a region takes), all instances together.
 */
@ApplicationScoped
class Repair {

    private static final Logger LOG = Logger.getLogger(Repair.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final long BYTES_PER_INTERVAL = 16L << 20;

    private final ConfigStore store;
    private final EdgeConfigs edges;
    private final Delivery delivery;

    Repair(ConfigStore store, EdgeConfigs edges, Delivery delivery) {
        this.store = store;
        this.edges = edges;
        this.delivery = delivery;
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        try {
            var current = store.current();
            if (current.isPresent() && !delivery.isBusy()) {
                sendIfLagging(current.get(), Instant.now());
            }
        } catch (SQLException failed) {
            LOG.debugf("Edges' configuration could not be checked: %s", failed.getSQLState());
        }
    }

    private void sendIfLagging(ConfigVersion current, Instant now) throws SQLException {
        if (now.isBefore(current.publishedAt().plus(PATIENCE))) {
            return;
        }
        var lagging = edges.live().stream()
                .filter(edge -> edge.version() < current.version())
                .toList();
        if (!lagging.isEmpty() && store.takeTurnToRepair(interval(current))) {
            LOG.warnf(
                    "%d edges run an older configuration than %d; it is sent again", lagging.size(), current.version());
            delivery.send(current, _ -> true);
        }
    }

    static Duration interval(ConfigVersion version) {
        return INTERVAL.multipliedBy(1 + version.shardBytes() / BYTES_PER_INTERVAL);
    }
}
