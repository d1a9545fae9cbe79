package io.clickway.warehouse.books;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something the system survived, or (no {@code healedAt}) is surviving. */
public record FaultEntry(
        long id,
        Instant at,
        String region,
        String part,
        String kind,
        String detail,
        @Nullable Instant healedAt) {}
