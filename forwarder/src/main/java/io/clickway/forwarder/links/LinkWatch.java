package io.clickway.forwarder.links;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Sees whether the centre's broker is reached, and tells when that changes. The connector mends the connection itself. */
@ApplicationScoped
public class LinkWatch {

    private static final Logger LOG = Logger.getLogger(LinkWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final HealthCenter channels;
    private volatile boolean isConnected;
    private boolean isTold;

    @Inject
    LinkWatch(HealthCenter channels) {
        this.channels = channels;
    }

    public boolean isConnected() {
        return isConnected;
    }

    void start(@Observes StartupEvent starting, Vertx vertx) {
        vertx.setPeriodic(INTERVAL.toMillis(), INTERVAL.toMillis(), timer -> look());
    }

    private void look() {
        boolean was = isConnected;
        isConnected = channels.getReadiness().isOk();
        if (isConnected && (!was || !isTold)) {
            LOG.info("configuration: the centre's broker is reached");
        } else if (!isConnected && (was || !isTold)) {
            LOG.warn("configuration: the centre's broker is not reached; links stay as they are, clicks go on");
        }
        isTold = true;
    }
}
