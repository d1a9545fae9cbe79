package io.clickway.warehouse.publish;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which version a live edge runs, 0 for none, since when, and when it last gave a sign of life. */
record EdgeConfig(
        String edge, String region, long version, @Nullable Instant appliedAt, Instant lastSignAt) {}
