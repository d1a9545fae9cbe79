package io.clickway.warehouse.books;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why something is given up for good; it stands in the ledger's trail for ever. */
@Schema(examples = "{\"reason\":\"the machine burnt down\"}")
// Null until it is checked: that is what @NotBlank refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record ReasonDraft(
        @NotBlank(message = "is missing") @Size(max = 500, message = "must have at most 500 characters") @Nullable
        String reason) {}
