package io.clickway.warehouse.workspace;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a workspace. Left out, visitors keep their pseudonym for 1 day, full addresses are kept, sealed, for
 * 30 (0: never), and no cookie names visitors.
 */
@Schema(
        examples = "{\"slug\":\"acme\",\"name\":\"Acme Ltd\",\"visitor_days\":1,\"address_days\":30,"
                + "\"allows_cookie\":false}")
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
        String name,

        @Min(value = 1, message = "must be from 1 to 365")
        @Max(value = 365, message = "must be from 1 to 365")
        @Nullable
        Integer visitorDays,

        @Min(value = 0, message = "must be from 0 to 400")
        @Max(value = 400, message = "must be from 0 to 400")
        @Nullable
        Integer addressDays,

        @Nullable Boolean allowsCookie) {}
