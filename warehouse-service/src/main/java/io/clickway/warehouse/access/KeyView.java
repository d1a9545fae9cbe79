package io.clickway.warehouse.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key as the API shows it; {@code key} only when it was just made. */
public record KeyView(
        String id,
        String name,
        @Nullable String prefix,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {}
