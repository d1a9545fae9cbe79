package io.clickway.warehouse.campaign;

import io.clickway.warehouse.destination.DestinationDraft;
import io.clickway.warehouse.http.Slug;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a campaign. {@code source} is a traffic source's slug; {@code destinations} are where visitors go
 * whom no rule takes and whose link has no URL.
 */
@Schema(
        examples = "{\"slug\":\"spring\",\"name\":\"Spring sale\",\"source\":\"google\","
                + "\"destinations\":[{\"offer\":\"shoes\"}],\"is_sticky\":false}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record CampaignDraft(
        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @Nullable
        String slug,

        @Nullable String source,

        @Size(max = DestinationDraft.MAX, message = "must be at most 100") @Nullable
        List<@Valid @NotNull(message = "is missing") DestinationDraft> destinations,

        @Nullable Boolean isSticky) {

    List<DestinationDraft> destinationsOrNone() {
        return destinations == null ? List.of() : destinations;
    }
}
