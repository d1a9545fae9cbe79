package io.clickway.warehouse.campaign;

import io.clickway.warehouse.destination.DestinationDraft;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A campaign as the API shows it; {@code source} is the traffic source's slug. */
public record CampaignView(
        int id,
        String slug,
        String name,
        @Nullable String source,
        List<DestinationDraft> destinations,
        boolean isSticky,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    public CampaignView {
        destinations = List.copyOf(destinations);
    }

    static CampaignView of(Campaign campaign, @Nullable String source, List<DestinationDraft> destinations) {
        return new CampaignView(
                campaign.id,
                campaign.slug,
                campaign.name,
                source,
                destinations,
                campaign.isSticky,
                campaign.createdAt,
                campaign.updatedAt,
                campaign.version);
    }
}
