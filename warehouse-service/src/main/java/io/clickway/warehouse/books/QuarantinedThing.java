package io.clickway.warehouse.books;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch or event that could not be stored. {@code source} (16 hex digits) and {@code firstSeq} are null for a whole
 * message; {@code bytes} is base64 and stands in single look-ups only.
 */
// Made for one answer and never compared.
@SuppressWarnings("ArrayRecordComponent")
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
        @JsonRawValue String headers,
        @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] bytes) {}
