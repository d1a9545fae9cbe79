package io.clickway.warehouse.lookup;

import java.time.Instant;

/** A click in one line. */
public record LatestClick(
        String id,
        Instant occurredAt,
        String region,
        String link,
        String country,
        String device,
        String browser,
        String verdict) {}
