package io.clickway.warehouse.domain;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about a domain: its host name. */
@Schema(examples = "{\"name\":\"go.example.com\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record DomainDraft(
        @NotNull(message = "is missing")
        @Size(max = 253, message = "must have at most 253 characters")
        @Pattern(
                regexp = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
                message = "must be a host name in lower case, without port or path")
        @Nullable
        String name) {}
