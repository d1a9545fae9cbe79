package io.clickway.warehouse.workspace;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about a workspace. */
@Schema(examples = "{\"slug\":\"acme\",\"name\":\"Acme Ltd\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record WorkspaceDraft(
        @NotNull(message = "is missing")
        @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}", message = "must be 1 to 63 of a-z, 0-9 and -, not first -")
        @Nullable
        String slug,

        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name) {}
