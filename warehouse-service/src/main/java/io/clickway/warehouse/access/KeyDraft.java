package io.clickway.warehouse.access;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about a key: a name to tell it by. */
@Schema(examples = "{\"name\":\"analytics of acme\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record KeyDraft(
        @NotNull(message = "is missing")
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}",
                message = "must have 1 to 63 letters, digits, blanks and . _ -, first a letter or digit")
        @Nullable
        String name) {}
