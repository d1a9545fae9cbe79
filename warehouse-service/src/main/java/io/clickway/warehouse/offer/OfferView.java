package io.clickway.warehouse.offer;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An offer as the API shows it. */
public record OfferView(
        int id,
        String slug,
        String name,
        String url,
        @Nullable BigDecimal payout,
        @Nullable String currency,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    static OfferView of(Offer offer) {
        return new OfferView(
                offer.id,
                offer.slug,
                offer.name,
                offer.url,
                offer.plainPayout(),
                offer.currency,
                offer.createdAt,
                offer.updatedAt,
                offer.version);
    }
}
