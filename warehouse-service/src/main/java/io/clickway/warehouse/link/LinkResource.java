package io.clickway.warehouse.link;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.destination.Destinations;
import io.clickway.warehouse.domain.Domain;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
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
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Links of the key's workspace, one by one. Edges serve a change only after it is published. */
@Path("/api/links")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "links")
public class LinkResource {

    private final Caller caller;
    private final Drafts drafts;

    LinkResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists links, filtered by what is given")
    @Transactional
    public Page<LinkView> list(
            @BeanParam Paging paging,
            @QueryParam("campaign") @Parameter(description = "A campaign's slug") @Nullable String campaign,
            @QueryParam("slug") @Nullable String slug,
            @QueryParam("domain") @Nullable String domain) {
        var where = new StringBuilder("workspaceId = :workspace and archivedAt is null");
        var parameters = Parameters.with("workspace", caller.workspaceId());
        if (campaign != null) {
            where.append(" and campaignId = :campaign");
            parameters.and("campaign", campaign("campaign", campaign).id);
        }
        if (slug != null) {
            where.append(" and slug = :slug");
            parameters.and("slug", slug);
        }
        if (domain != null) {
            where.append(" and domain = :domain");
            parameters.and("domain", domain);
        }
        var live = Link.<Link>find(where.toString(), Sort.by("id"), parameters);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        var campaigns = Campaign.byIds(
                        found.stream().map(link -> link.campaignId).collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(each -> each.id, each -> each.slug));
        return Page.of(
                found,
                live.count(),
                paging,
                link -> LinkView.of(link, Objects.requireNonNull(campaigns.get(link.campaignId))));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a link")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "400", description = "A field is missing or not valid; the problem names it")
    @APIResponse(responseCode = "409", description = "Domain and slug are taken")
    @Transactional
    public Response create(@Nullable LinkDraft body) {
        var draft = drafts.checked(body);
        var link = new Link();
        link.workspaceId = caller.workspaceId();
        apply(link, draft);
        link.createdAt = link.updatedAt;
        link.persistAndFlush();
        return Response.created(URI.create("/api/links/" + link.id))
                .tag(Versions.tag(link.version))
                .entity(LinkView.of(link, Objects.requireNonNull(draft.campaign())))
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Shows a link by its id")
    @APIResponseSchema(value = LinkView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("id") String id) {
        return answer(find(id));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = LinkView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = LinkDraft.class))) @Nullable
                    JsonNode patch) {
        var link = find(id);
        Versions.requireMatch(ifMatch, link.version);
        var current = new LinkDraft(
                link.slug,
                link.url,
                campaignSlug(link),
                link.domain,
                link.startsAt,
                link.expiresAt,
                link.fallbackUrl,
                link.passesQuery);
        var draft = drafts.patched(current, patch, LinkDraft.class);
        if (!draft.equals(current)) {
            link.keepRevision();
            apply(link, draft);
            link.persistAndFlush();
        }
        return answer(link);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Archives a link; old clicks keep its name, its slug is free again")
    @APIResponse(responseCode = "204", description = "Archived")
    @Transactional
    public void archive(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var link = find(id);
        Versions.requireMatch(ifMatch, link.version);
        link.keepRevision();
        link.archivedAt = Moment.now();
        link.flush();
    }

    private Link find(String id) {
        return Link.liveById(caller.workspaceId(), Ids.parse(id))
                .orElseThrow(() -> ProblemException.notFound("link with this id"));
    }

    private void apply(Link link, LinkDraft draft) {
        var domain = draft.domainOrAny();
        var slug = Objects.requireNonNull(draft.slug());
        if (!Domain.isUsable(link.workspaceId, domain)) {
            throw ProblemException.invalid("domain", "is none of the workspace's domains; create it first, or use *");
        }
        var campaign = campaign("campaign", Objects.requireNonNull(draft.campaign()));
        Link.liveBySlug(domain, slug).filter(other -> other.id != link.id).ifPresent(other -> {
            throw ProblemException.of(
                    ProblemCode.DUPLICATE,
                    "Domain and slug together are taken by link " + other.id + ".",
                    List.of(
                            new FieldProblem("domain", "has a link with this slug"),
                            new FieldProblem("slug", "is taken on this domain")));
        });
        draft.contradiction(hasDestinations(campaign)).ifPresent(found -> {
            throw ProblemException.of(ProblemCode.INVALID, List.of(found));
        });
        var macros = SourceMacros.of(campaign.sourceId);
        SourceMacros.require("url", draft.url(), macros);
        SourceMacros.require("fallback_url", draft.fallbackUrl(), macros);
        link.campaignId = campaign.id;
        link.domain = domain;
        link.slug = slug;
        link.url = draft.url();
        link.startsAt = draft.startsAt();
        link.expiresAt = draft.expiresAt();
        link.fallbackUrl = draft.fallbackUrl();
        link.passesQuery = draft.passesQueryOrNot();
        link.updatedAt = Moment.now();
    }

    private static boolean hasDestinations(Campaign campaign) {
        return Destinations.ofCampaigns(List.of(campaign.id)).containsKey(campaign.id);
    }

    private Campaign campaign(String field, String slug) {
        return Campaign.liveBySlug(caller.workspaceId(), slug)
                .orElseThrow(() -> ProblemException.invalid(field, "is no slug of a campaign; create it first"));
    }

    private static String campaignSlug(Link link) {
        return Campaign.byIds(List.of(link.campaignId)).getFirst().slug;
    }

    private static Response answer(Link link) {
        return Response.ok(LinkView.of(link, campaignSlug(link)))
                .tag(Versions.tag(link.version))
                .build();
    }
}
