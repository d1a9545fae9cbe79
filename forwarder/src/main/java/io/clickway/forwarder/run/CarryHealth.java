package io.clickway.forwarder.run;

import io.clickway.forwarder.carry.CarryFigures;
import io.clickway.forwarder.links.LinkWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up as long as the carry loop makes steps. A Redis or a broker that is down is told as detail only: the loop mends its
 * connections by itself, and nobody gains from a forwarder that is taken away.
 */
@Readiness
@Liveness
@ApplicationScoped
public class CarryHealth implements HealthCheck {

    /** Longer than any step: a read, an acknowledgement and their time-outs. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private static final long MILLIS_PER_SECOND = 1_000;

    private final CarryFigures figures;
    private final LinkWatch links;
    private long lastSteps = -1;
    private long lastChangeNanos = System.nanoTime();

    @Inject
    CarryHealth(CarryThread carrying, LinkWatch links) {
        this.figures = carrying.figures();
        this.links = links;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        long steps = figures.steps.get();
        long now = System.nanoTime();
        if (steps != lastSteps) {
            lastSteps = steps;
            lastChangeNanos = now;
        }
        return HealthCheckResponse.named("carry")
                .status(steps > 0 && now - lastChangeNanos < STANDSTILL.toNanos())
                .withData("lease_held", figures.isLeaseHeld.get() == 1)
                .withData("redis_connected", figures.isRedisAnswering.get() == 1)
                .withData("broker_connected", figures.isLineOpen.get() == 1)
                .withData("broker_blocked", figures.isBlocked.get() == 1)
                .withData("in_flight_batches", figures.inFlightMessages.get())
                .withData("stream_entries", figures.streamEntries.get())
                .withData(
                        "oldest_unacked_seconds",
                        figures.oldestAgeMillis(System.currentTimeMillis()) / MILLIS_PER_SECOND)
                .withData("centre_connected", links.isConnected())
                .build();
    }
}
