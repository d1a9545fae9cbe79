package io.clickway.edge.life;

import io.clickway.edge.certificate.CertificateFolder;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.visit.Answers;
import io.clickway.edge.visit.EdgeServer;
import io.clickway.edge.visit.Sources;
import io.clickway.edge.visit.UnableToListenException;
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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The container's start and stop. Starting ends before the first request; stopping begins after the last answer. */
@ApplicationScoped
public class EdgeProcess {

    /** Requests in flight; what the whole stop may take is more. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    /** Switches off the server's own check of header names and values. */
    private static final String TRUST_HEADERS = "vertx.disableHttpHeadersValidation";

    private @Nullable RunningEdge running;
    private @Nullable EdgeServer server;

    void start(
            @Observes StartupEvent event,
            AllSettings settings,
            LiveLinks links,
            Sources sources,
            VisitCounts visits,
            ServerParts parts,
            PlaceFiles places,
            MeterRegistry registry,
            Vertx vertx) {
        if (Boolean.getBoolean(TRUST_HEADERS)) {
            throw Refusal.of(TRUST_HEADERS + " must not be set: a line end in a header would make another header");
        }
        var meters = new EdgeMeters(registry);
        meters.register(visits);
        meters.register(links);
        meters.register(places);
        meters.register(parts.certificates());
        server = Refusal.checking(() -> parts.server(vertx));
        try {
            running = RunningEdge.start(settings, links, sources, meters, (VertxInternal) vertx);
            running.repeat(places::refresh, PlaceFiles.PAUSE);
            running.repeat(parts.dataCentres()::refresh, PlaceFiles.PAUSE);
            running.repeat(parts.certificates()::refresh, CertificateFolder.PAUSE);
            server.start(sources, links, parts.makers(), visits);
        } catch (IOException unusable) {
            throw Refusal.of("edge.data-dir: " + unusable.getMessage());
        } catch (UnableToListenException taken) {
            throw Refusal.of("edge.http.host, edge.http.port, edge.http.plain-port: " + taken.getMessage());
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
        if (server != null) {
            server.close(LAST_ANSWERS);
        }
        if (running != null) {
            running.close();
        }
    }

    boolean isReady() {
        return running != null && running.isReady();
    }
}
