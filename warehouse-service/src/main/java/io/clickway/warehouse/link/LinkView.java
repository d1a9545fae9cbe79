package io.clickway.warehouse.link;

import java.time.Instant;

/** A link as the API shows it; {@code campaign} is the campaign's slug. */
public record LinkView(
        int id,
        String slug,
        String url,
        String campaign,
        String domain,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    static LinkView of(Link link, String campaign) {
        return new LinkView(
                link.id, link.slug, link.url, campaign, link.domain, link.createdAt, link.updatedAt, link.version);
    }
}
