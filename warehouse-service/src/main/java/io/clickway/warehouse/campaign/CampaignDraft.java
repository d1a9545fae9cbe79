package io.clickway.warehouse.campaign;

import io.clickway.warehouse.http.Slug;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about a campaign. */
@Schema(examples = "{\"slug\":\"spring\",\"name\":\"Spring sale\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record CampaignDraft(
        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @Nullable
        String slug) {}
