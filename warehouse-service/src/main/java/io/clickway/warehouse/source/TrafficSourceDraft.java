package io.clickway.warehouse.source;

import io.clickway.warehouse.http.Slug;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a traffic source. {@code template} takes what is left out from a well-known source when one is
 * created; it is not kept.
 */
@Schema(
        examples = "{\"slug\":\"google\",\"name\":\"Google Ads\",\"template\":\"google\","
                + "\"cost_parameter\":\"cost\",\"currency\":\"EUR\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record TrafficSourceDraft(
        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @Nullable
        String slug,

        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @Size(max = 64, message = "must be at most 64") @Nullable
        List<@Valid @NotNull(message = "is missing") SourceParameterDraft> parameters,

        @Pattern(regexp = "[A-Za-z0-9_.~-]{1,64}", message = "must be 1 to 64 of A-Z, a-z, 0-9, '_', '.', '~' and '-'")
        @Nullable
        String costParameter,

        @Pattern(regexp = "[A-Z]{3}", message = "must be a currency's three letters, such as EUR") @Nullable
        String currency,

        @Nullable String template) {

    List<SourceParameterDraft> parametersOrNone() {
        return parameters == null ? List.of() : parameters;
    }
}
