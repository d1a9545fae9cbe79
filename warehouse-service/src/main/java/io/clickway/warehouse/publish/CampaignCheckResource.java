package io.clickway.warehouse.publish;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.routing.LiveCampaign;
import io.clickway.warehouse.routing.LiveCampaigns;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What publishing would say of a campaign, without publishing. */
@Path("/api/campaigns/{key}/check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "publishing")
public class CampaignCheckResource {

    private final Caller caller;
    private final ConfigStore store;
    private final LiveCampaigns live;

    CampaignCheckResource(Caller caller, ConfigStore store, LiveCampaigns live) {
        this.caller = caller;
        this.store = store;
        this.live = live;
    }

    /** {@code omitted} counts findings that are not shown because there are too many. */
    public record Checked(String campaign, boolean isPublishable, List<FindingView> findings, int omitted) {

        public Checked {
            findings = List.copyOf(findings);
        }
    }

    @GET
    @Operation(
            summary = "Looks a campaign and its links over as publishing would",
            description = "An error refuses the whole configuration, a warning does not")
    @APIResponse(responseCode = "200", description = "What was found, errors first")
    @Transactional
    public Checked check(@PathParam("key") String key) throws SQLException {
        var campaign = Campaign.liveByKey(caller.workspaceId(), key)
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
        // Takes part in the transaction, so links are streamed.
        try (var connection = store.connect()) {
            var check = new ConfigCheck(store.ownHosts(connection));
            check.campaigns(live.one(connection, campaign.id).map(record -> new LiveCampaign(0, record)).stream()
                    .toList());
            store.readLinks(connection, Optional.of(campaign.id), (_, link) -> check.link(link));
            return new Checked(
                    campaign.slug,
                    !check.hasErrors(),
                    check.findings().stream().map(FindingView::of).toList(),
                    check.left());
        }
    }
}
