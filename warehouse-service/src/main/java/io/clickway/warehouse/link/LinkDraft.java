package io.clickway.warehouse.link;

import io.clickway.warehouse.domain.Domain;
import io.clickway.warehouse.http.Slug;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a link: {@code campaign} is a campaign's slug, {@code domain} one of the workspace's domains
 * or {@code *}, which is taken when it is left out.
 */
@Schema(examples = "{\"slug\":\"demo\",\"url\":\"https://example.com/?cid={click_id}\",\"campaign\":\"spring\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record LinkDraft(
        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @NotReserved @Nullable
        String slug,

        @NotNull(message = "is missing") @Destination @Nullable
        String url,

        @NotNull(message = "is missing") @Nullable String campaign,
        @Nullable String domain) {

    String domainOrAny() {
        return domain == null || domain.isEmpty() ? Domain.ANY : domain;
    }
}
