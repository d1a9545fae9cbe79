package io.clickway.warehouse.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.destination.Destinations;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
import io.clickway.warehouse.source.TrafficSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Campaigns of the key's workspace. A path takes the id or the slug. */
@Path("/api/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
public class CampaignResource {

    private final Caller caller;
    private final Drafts drafts;

    CampaignResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists campaigns")
    @Transactional
    public Page<CampaignView> list(@BeanParam Paging paging, @QueryParam("slug") @Nullable String slug) {
        var live =
                slug == null ? Campaign.live(caller.workspaceId()) : Campaign.liveWithSlug(caller.workspaceId(), slug);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, viewer(found));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a campaign")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @Transactional
    public Response create(@Nullable CampaignDraft body) {
        var draft = drafts.checked(body);
        var campaign = new Campaign();
        campaign.workspaceId = caller.workspaceId();
        apply(campaign, draft);
        campaign.createdAt = campaign.updatedAt;
        campaign.persistAndFlush();
        Destinations.replace(owner(campaign), draft.destinationsOrNone(), SourceMacros.of(campaign.sourceId));
        return Response.created(URI.create("/api/campaigns/" + campaign.id))
                .tag(Versions.tag(campaign.version))
                .entity(view(campaign))
                .build();
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows a campaign by id or slug")
    @APIResponseSchema(value = CampaignView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = CampaignView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = CampaignDraft.class))) @Nullable
                    JsonNode patch) {
        var campaign = find(key);
        Versions.requireMatch(ifMatch, campaign.version);
        var view = view(campaign);
        var current = new CampaignDraft(view.name(), view.slug(), view.source(), view.destinations(), view.isSticky());
        var draft = drafts.patched(current, patch, CampaignDraft.class);
        if (!draft.equals(current)) {
            requireDefaultsForLinksWithoutUrl(campaign, draft);
            apply(campaign, draft);
            Destinations.replace(owner(campaign), draft.destinationsOrNone(), SourceMacros.of(campaign.sourceId));
            campaign.persistAndFlush();
        }
        return answer(campaign);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives a campaign without live links; old clicks keep its name, its slug is free again")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "It still has live links")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var campaign = find(key);
        Versions.requireMatch(ifMatch, campaign.version);
        long links = Campaign.getEntityManager()
                .createQuery(
                        "select count(l) from Link l where l.campaignId = :campaign and l.archivedAt is null",
                        Long.class)
                .setParameter("campaign", campaign.id)
                .getSingleResult();
        if (links > 0) {
            throw ProblemException.of(ProblemCode.IN_USE, "It still has " + links + " live links; delete them first.");
        }
        campaign.archivedAt = Moment.now();
        campaign.flush();
    }

    private Campaign find(String key) {
        return Campaign.liveByKey(caller.workspaceId(), key)
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
    }

    private static void apply(Campaign campaign, CampaignDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        var name = Objects.requireNonNull(draft.name());
        Campaign.liveBySlug(campaign.workspaceId, slug)
                .filter(other -> other.id != campaign.id)
                .ifPresent(other -> {
                    throw ProblemException.of(
                            ProblemCode.DUPLICATE,
                            List.of(new FieldProblem("slug", "is taken by campaign " + other.id)));
                });
        campaign.slug = slug;
        campaign.name = name;
        campaign.sourceId = draft.source() == null
                ? null
                : TrafficSource.liveBySlug(campaign.workspaceId, draft.source())
                        .orElseThrow(() ->
                                ProblemException.invalid("source", "is no slug of a traffic source; create it first"))
                        .id;
        campaign.isSticky = Boolean.TRUE.equals(draft.isSticky());
        campaign.updatedAt = Moment.now();
    }

    private static void requireDefaultsForLinksWithoutUrl(Campaign campaign, CampaignDraft draft) {
        if (!draft.destinationsOrNone().isEmpty()) {
            return;
        }
        long links = Campaign.getEntityManager()
                .createQuery(
                        "select count(l) from Link l"
                                + " where l.campaignId = :campaign and l.url is null and l.archivedAt is null",
                        Long.class)
                .setParameter("campaign", campaign.id)
                .getSingleResult();
        if (links > 0) {
            throw ProblemException.of(
                    ProblemCode.IN_USE,
                    links + " links without a url of their own lead to the destinations; give them one first.",
                    List.of(new FieldProblem("destinations", "are used by links without a url")));
        }
    }

    private static Destinations.Owner owner(Campaign campaign) {
        return new Destinations.Owner(campaign.workspaceId, campaign.id, null);
    }

    private static CampaignView view(Campaign campaign) {
        return viewer(List.of(campaign)).apply(campaign);
    }

    /** Reads what the views of these campaigns need all at once. */
    private static Function<Campaign, CampaignView> viewer(List<Campaign> campaigns) {
        var destinations =
                Destinations.ofCampaigns(campaigns.stream().map(each -> each.id).toList());
        var sources = TrafficSource.byIds(campaigns.stream()
                        .map(each -> each.sourceId)
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(each -> each.id, each -> each.slug));
        return each -> CampaignView.of(
                each,
                each.sourceId == null ? null : sources.get(each.sourceId),
                destinations.getOrDefault(each.id, List.of()));
    }

    private static Response answer(Campaign campaign) {
        return Response.ok(view(campaign)).tag(Versions.tag(campaign.version)).build();
    }
}
