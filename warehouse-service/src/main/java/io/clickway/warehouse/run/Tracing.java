package io.clickway.warehouse.run;

import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.trace.ClickTraceIds;
import io.clickway.warehouse.trace.ClickTracer;
import io.clickway.warehouse.trace.TraceSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells of stored clicks to OpenTelemetry, or nobody. */
final class Tracing {

    private Tracing() {}

    @Produces
    @Singleton
    static IdGenerator ids() {
        return new ClickTraceIds();
    }

    @Produces
    @Singleton
    static MessageIngest.Listener traces(
            OpenTelemetry telemetry,
            TraceSettings settings,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isOff) {
        return isOff
                ? (_, _, _) -> {}
                : new ClickTracer(telemetry.getTracer("io.clickway.warehouse.trace"), settings)::stored;
    }
}
