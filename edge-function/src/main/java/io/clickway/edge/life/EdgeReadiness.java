package io.clickway.edge.life;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether visitors should be sent here. Redis being down is no reason not to: the edge redirects and spools. An edge that
 * knows no links yet and can't ask isn't ready: it would answer 404 where others redirect.
 */
@Readiness
@ApplicationScoped
public class EdgeReadiness implements HealthCheck {

    private final EdgeProcess process;

    EdgeReadiness(EdgeProcess process) {
        this.process = process;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("edge").status(process.isReady()).build();
    }
}
