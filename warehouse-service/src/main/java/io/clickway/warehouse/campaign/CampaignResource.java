package io.clickway.warehouse.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Campaigns of the key's campaign. A path takes the id or the slug. */
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
        return Page.of(found, live.count(), paging, CampaignView::of);
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
        return Response.created(URI.create("/api/campaigns/" + campaign.id))
                .tag(Versions.tag(campaign.version))
                .entity(CampaignView.of(campaign))
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
        var draft = drafts.patched(new CampaignDraft(campaign.name, campaign.slug), patch, CampaignDraft.class);
        apply(campaign, draft);
        campaign.persistAndFlush();
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
        return Campaign.liveById(caller.workspaceId(), Ids.parse(key))
                .or(() -> Campaign.liveBySlug(caller.workspaceId(), key))
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
    }

    private static void apply(Campaign campaign, CampaignDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        var name = Objects.requireNonNull(draft.name());
        if (slug.equals(campaign.slug) && name.equals(campaign.name)) {
            return;
        }
        Campaign.liveBySlug(campaign.workspaceId, slug)
                .filter(other -> other.id != campaign.id)
                .ifPresent(other -> {
                    throw ProblemException.of(
                            ProblemCode.DUPLICATE,
                            List.of(new FieldProblem("slug", "is taken by campaign " + other.id)));
                });
        campaign.slug = slug;
        campaign.name = name;
        campaign.updatedAt = Moment.now();
    }

    private static Response answer(Campaign campaign) {
        return Response.ok(CampaignView.of(campaign))
                .tag(Versions.tag(campaign.version))
                .build();
    }
}
