package io.clickway.edge.life;

import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.visit.Answers;
import io.clickway.edge.visit.Sources;
import io.clickway.edge.visit.VisitCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The container's start and stop. Starting ends before the first request; stopping begins after the last answer. */
@ApplicationScoped
public class EdgeProcess {

    private @Nullable RunningEdge running;

    void start(
            @Observes StartupEvent event,
            AllSettings settings,
            LiveLinks links,
            Sources sources,
            VisitCounts visits,
            MeterRegistry registry,
            Vertx vertx) {
        var meters = new EdgeMeters(registry);
        meters.register(visits);
        meters.register(links);
        try {
            running = RunningEdge.start(settings, links, sources, meters, (VertxInternal) vertx);
        } catch (IOException unusable) {
            throw Refusal.of("edge.data-dir: " + unusable.getMessage());
        }
    }

    /** Readiness is down from here on; who is still connected is answered and asked to go. */
    void drain(@Observes ShutdownDelayInitiatedEvent event, Answers answers) {
        answers.endConnections();
        if (running != null) {
            running.drain();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.close();
        }
    }

    boolean isReady() {
        return running != null && running.isReady();
    }
}
