package io.clickway.warehouse.offer;

import io.clickway.warehouse.http.DestinationUrl;
import io.clickway.warehouse.http.Slug;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says about an offer; payout and currency come together or not at all. */
@Schema(
        examples =
                "{\"slug\":\"shoes\",\"name\":\"Shoes\",\"url\":\"https://shop.example.com/?cid={click_id}\",\"payout\":12.5,\"currency\":\"EUR\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record OfferDraft(
        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @Nullable
        String slug,

        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @NotNull(message = "is missing") @DestinationUrl @Nullable
        String url,

        @DecimalMin(value = "0", message = "must not be negative")
        @Digits(integer = 12, fraction = 6, message = "must have at most 12 digits before and 6 behind the point")
        @Nullable
        BigDecimal payout,

        @Pattern(regexp = "[A-Z]{3}", message = "must be a currency's three letters, such as EUR") @Nullable
        String currency) {}
