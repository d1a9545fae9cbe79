package io.clickway.warehouse.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a source's URLs: as it stands there, what the source puts there, e.g. {@code {keyword}}, and as which of sub1
 * to sub10 it is kept too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record SourceParameterDraft(
        @NotNull(message = "is missing")
        @Pattern(regexp = "[A-Za-z0-9_.~-]{1,64}", message = "must be 1 to 64 of A-Z, a-z, 0-9, '_', '.', '~' and '-'")
        @Nullable
        String name,

        @Pattern(
                regexp = "[^\\p{Cntrl}\\s&#]{0,200}",
                message = "must have up to 200 characters without blanks, '&' and '#'")
        @Nullable
        String placeholder,

        @Min(value = 1, message = "must be from 1 to 10") @Max(value = 10, message = "must be from 1 to 10") @Nullable
        Integer sub) {}
