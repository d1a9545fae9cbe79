package io.clickway.warehouse.sql;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One statement, how many rows of it are wanted (1,000 when left out), and in which form. */
@Schema(
        examples = "{\"sql\":\"select country, sum(clicks) as clicks from clicks_by_country_days group by country\","
                + "\"limit\":100,\"format\":\"csv\"}")
// Null until it is checked: that is what @NotBlank refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record SqlRequest(
        @NotBlank(message = "is missing")
        @Size(max = SqlRequest.LONGEST, message = "must have 100000 characters at most")
        @Nullable
        String sql,

        @Min(value = 1, message = "must be 1 or more") @Nullable
        Integer limit,

        @Pattern(regexp = "json|ndjson|csv", message = "must be json, ndjson or csv") @Nullable
        String format) {

    static final int LONGEST = 100_000;
}
