package io.clickway.warehouse.campaign;

import java.time.Instant;

/** A campaign as the API shows it. */
public record CampaignView(int id, String slug, String name, Instant createdAt, Instant updatedAt, int version) {

    static CampaignView of(Campaign campaign) {
        return new CampaignView(
                campaign.id, campaign.slug, campaign.name, campaign.createdAt, campaign.updatedAt, campaign.version);
    }
}
