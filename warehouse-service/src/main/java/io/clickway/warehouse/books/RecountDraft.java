package io.clickway.warehouse.books;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which day (UTC) is counted anew, and why; the reason stands in {@code rollup_days}. */
@Schema(examples = "{\"day\":\"2026-11-20\",\"reason\":\"the check found drift\"}")
// Null until it is checked: that is what @NotNull and @NotBlank refuse.
@SuppressWarnings("MultipleNullnessAnnotations")
public record RecountDraft(
        @NotNull(message = "is missing; a day is written like 2026-11-20") @Nullable
        LocalDate day,

        @NotBlank(message = "is missing") @Size(max = 500, message = "must have at most 500 characters") @Nullable
        String reason) {}
