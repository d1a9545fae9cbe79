package io.clickway.warehouse.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.clickway.warehouse.http.DestinationUrl;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One of: an offer's slug, a lander's slug, a URL. And its share among its neighbours, 1 when it is left out. */
@Schema(examples = "{\"offer\":\"shoes\",\"weight\":70}")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DestinationDraft(
        @Nullable String offer,
        @Nullable String lander,
        @DestinationUrl @Nullable String url,

        @Min(value = 0, message = "must be from 0 to 1,000,000")
        @Max(value = 1_000_000, message = "must be from 0 to 1,000,000")
        @Nullable
        Integer weight) {

    /** As many as a rule or a campaign may have. */
    public static final int MAX = 100;

    int weightOrOne() {
        return weight == null ? 1 : weight;
    }

    int targets() {
        return (offer == null ? 0 : 1) + (lander == null ? 0 : 1) + (url == null ? 0 : 1);
    }
}
