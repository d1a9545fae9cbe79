package io.clickway.warehouse.lander;

import io.clickway.warehouse.http.DestinationUrl;
import io.clickway.warehouse.http.Slug;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about a lander. */
@Schema(examples = "{\"slug\":\"story\",\"name\":\"A story\",\"url\":\"https://pages.example.com/?cid={click_id}\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record LanderDraft(
        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @Nullable
        String slug,

        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @NotNull(message = "is missing") @DestinationUrl @Nullable
        String url) {}
