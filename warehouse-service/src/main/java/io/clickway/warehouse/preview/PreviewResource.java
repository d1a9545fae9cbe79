package io.clickway.warehouse.preview;

import io.agroal.api.AgroalDataSource;
import io.clickway.agent.Agents;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.routing.LiveCampaigns;
import io.clickway.warehouse.routing.RoutingHistory;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tries a campaign out: decides an example of a request without counting it. */
@Path("/api/campaigns/{key}/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
public class PreviewResource {

    private final Caller caller;
    private final Drafts drafts;
    private final AgroalDataSource database;
    private final LiveCampaigns live;
    private final RoutingHistory history;
    private final PreviewPlaces places;
    private final Agents agents = new Agents();

    PreviewResource(
            Caller caller,
            Drafts drafts,
            AgroalDataSource database,
            LiveCampaigns live,
            RoutingHistory history,
            PreviewPlaces places) {
        this.caller = caller;
        this.drafts = drafts;
        this.database = database;
        this.live = live;
        this.history = history;
        this.places = places;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decides an example of a request, by what is published or, as a draft, by what is stored now",
            description = "Nothing is stored or counted. What only edges know, the rate of an address and data centres,"
                    + " plays no part in the verdict")
    @APIResponse(responseCode = "200", description = "Verdict, decision in words, and where the visitor would go")
    @APIResponse(responseCode = "409", description = "Campaign or link are not published yet")
    @Transactional
    public Previewed preview(@PathParam("key") String key, @Nullable PreviewDraft body) throws SQLException {
        var draft = drafts.checked(body);
        var campaign = Campaign.liveByKey(caller.workspaceId(), key)
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
        var linkId = link(draft, campaign);
        var example = new Example(draft, agents, places);
        // Takes part in the transaction.
        try (var connection = database.getConnection()) {
            return draft.isDraft()
                    ? byDraft(connection, campaign, linkId, example)
                    : byPublished(connection, campaign, linkId, example);
        }
    }

    private Previewed byDraft(Connection connection, Campaign campaign, Optional<Integer> link, Example example)
            throws SQLException {
        var record = live.one(connection, campaign.id)
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
        var now = link.isEmpty() ? Optional.of(noLink(record)) : history.linkNow(connection, link.get());
        return example.decide(record, now.orElse(noLink(record)), null);
    }

    private Previewed byPublished(Connection connection, Campaign campaign, Optional<Integer> link, Example example)
            throws SQLException {
        var current = history.current(connection).orElseThrow(() -> notPublished("Nothing is"));
        var record = history.campaignAt(connection, campaign.id, current.version())
                .orElseThrow(() -> notPublished("The campaign is"));
        var published = link.isEmpty()
                ? noLink(record)
                : history.linkPublished(connection, link.get(), current.publishedAt())
                        .filter(found -> found.getCampaignId() == campaign.id)
                        .orElseThrow(() -> notPublished("The link is"));
        return example.decide(record, published, current.version());
    }

    private static ProblemException notPublished(String what) {
        return ProblemException.of(
                ProblemCode.CONFLICT, what + " not published yet: publish first, or send \"draft\":true.");
    }

    /** Only rules and defaults decide. */
    private static LinkRecord noLink(CampaignRecord campaign) {
        return LinkRecord.newBuilder()
                .setWorkspaceId(campaign.getWorkspaceId())
                .setCampaignId(campaign.getCampaignId())
                .setDomain("*")
                .build();
    }

    /** By id, by slug, or by the path of the URL; empty when none is asked for. */
    private Optional<Integer> link(PreviewDraft draft, Campaign campaign) {
        var field = draft.link() == null ? "url" : "link";
        var wanted = draft.link() == null ? slugOf(draft.url()) : draft.link();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        // Asked by name, so that links need not be known here.
        var found = Campaign.getEntityManager()
                .createQuery("""
                        select l.id
                        from Link l
                        where l.workspaceId = :workspace and l.campaignId = :campaign and l.archivedAt is null
                            and (l.id = :id or l.slug = :slug)
                        order by case when l.slug = :slug then 0 else 1 end, l.id
                        """, Integer.class)
                .setParameter("workspace", caller.workspaceId())
                .setParameter("campaign", campaign.id)
                .setParameter("id", draft.link() == null ? -1 : Ids.parse(wanted))
                .setParameter("slug", wanted)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
        if (found.isEmpty()) {
            throw ProblemException.invalid(field, "names no link of campaign " + campaign.slug);
        }
        return found;
    }

    private static String slugOf(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return "";
        }
        int end = url.length();
        for (int i = 0; i < url.length(); i++) {
            if (url.charAt(i) == '?' || url.charAt(i) == '#') {
                end = i;
                break;
            }
        }
        try {
            var path = URI.create(url.substring(0, end)).getPath();
            return path == null ? "" : path.replaceAll("^/+|/+$", "");
        } catch (IllegalArgumentException unreadable) {
            throw ProblemException.invalid("url", "is no URL such as https://go.example.com/hello?sub1=a");
        }
    }
}
