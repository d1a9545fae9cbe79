package io.clickway.warehouse.books;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch or event that could not be stored. {@code source} (16 hex digits) and {@code firstSeq} are null for a whole
 * message; {@code size} is in bytes; {@code dueAt} is when an event ahead of time is tried again by itself; {@code reason}
 * says why it was discarded, {@code settledBy} is null when the warehouse did it.
 */
public record QuarantinedThing(
        long id,
        String region,
        @Nullable UUID batchId,
        @Nullable String source,
        @Nullable Long firstSeq,
        int events,
        String cause,
        String detail,
        String state,
        int deliveries,
        Instant firstSeenAt,
        Instant lastSeenAt,
        int size,
        String type,
        @JsonRawValue String headers,
        int retries,
        @Nullable Instant lastRetryAt,
        String lastRetry,
        @Nullable Instant dueAt,
        @Nullable Instant settledAt,
        @Nullable String settledBy,
        @Nullable String reason) {}
