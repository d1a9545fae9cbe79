package io.clickway.warehouse.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A link as the API shows it; {@code campaign} is the campaign's slug. */
public record LinkView(
        int id,
        String slug,
        @Nullable String url,
        String campaign,
        String domain,
        @Nullable Instant startsAt,
        @Nullable Instant expiresAt,
        @Nullable String fallbackUrl,
        boolean passesQuery,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    static LinkView of(Link link, String campaign) {
        return new LinkView(
                link.id,
                link.slug,
                link.url,
                campaign,
                link.domain,
                link.startsAt,
                link.expiresAt,
                link.fallbackUrl,
                link.passesQuery,
                link.createdAt,
                link.updatedAt,
                link.version);
    }
}
