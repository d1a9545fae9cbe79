package io.clickway.warehouse.books;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How many quarters of an hour are compared. */
@Schema(examples = "{\"buckets\":100}")
public record CheckDraft(
        @Min(value = 1, message = "must be a number from 1 to 1000")
        @Max(value = 1_000, message = "must be a number from 1 to 1000")
        @Nullable
        Integer buckets) {}
