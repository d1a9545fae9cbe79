package io.clickway.warehouse.source;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A traffic source as the API shows it. */
public record TrafficSourceView(
        int id,
        String slug,
        String name,
        List<SourceParameterDraft> parameters,
        @Nullable String costParameter,
        @Nullable String currency,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    public TrafficSourceView {
        parameters = List.copyOf(parameters);
    }

    static TrafficSourceView of(TrafficSource source, List<SourceParameterDraft> parameters) {
        return new TrafficSourceView(
                source.id,
                source.slug,
                source.name,
                parameters,
                source.costParameter,
                source.currency,
                source.createdAt,
                source.updatedAt,
                source.version);
    }
}
