package io.clickway.warehouse.offer;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.InUse;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
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

/** Offers of the key's workspace. A path takes the id or the slug. Edges serve a change only after it is published. */
@Path("/api/offers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "offers")
public class OfferResource {

    private final Caller caller;
    private final Drafts drafts;

    OfferResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists offers")
    @Transactional
    public Page<OfferView> list(@BeanParam Paging paging, @QueryParam("slug") @Nullable String slug) {
        var live = slug == null ? Offer.live(caller.workspaceId()) : Offer.liveWithSlug(caller.workspaceId(), slug);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, OfferView::of);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates an offer")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "400", description = "A field is missing or not valid; the problem names it")
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @Transactional
    public Response create(@Nullable OfferDraft body) {
        var draft = drafts.checked(body);
        var offer = new Offer();
        offer.workspaceId = caller.workspaceId();
        apply(offer, draft);
        offer.createdAt = offer.updatedAt;
        offer.persistAndFlush();
        return Response.created(URI.create("/api/offers/" + offer.id))
                .tag(Versions.tag(offer.version))
                .entity(OfferView.of(offer))
                .build();
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows an offer by id or slug")
    @APIResponseSchema(value = OfferView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = OfferView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = OfferDraft.class))) @Nullable
                    JsonNode patch) {
        var offer = find(key);
        Versions.requireMatch(ifMatch, offer.version);
        var current = new OfferDraft(offer.slug, offer.name, offer.url, offer.plainPayout(), offer.currency);
        var draft = drafts.patched(current, patch, OfferDraft.class);
        if (!draft.equals(current)) {
            apply(offer, draft);
            offer.persistAndFlush();
        }
        return answer(offer);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives an offer that nothing leads to; old clicks keep its name, its slug is free again")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "Rules or campaigns still lead there; the problem names them")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var offer = find(key);
        Versions.requireMatch(ifMatch, offer.version);
        refuseWhileUsed(offer);
        offer.archivedAt = Moment.now();
        offer.flush();
    }

    private static void refuseWhileUsed(Offer offer) {
        var users = Offer.getEntityManager()
                .createQuery("""
                        select case when r.id is null
                            then concat('the defaults of campaign ', c.slug)
                            else concat('rule ', r.id, ' (', r.name, ') of campaign ', c.slug)
                            end
                        from Destination d
                        join Campaign c on c.id = d.campaignId and c.archivedAt is null
                        left join Rule r on r.id = d.ruleId
                        where d.offerId = :offer and d.archivedAt is null
                        order by c.slug, r.id
                        """, String.class)
                .setParameter("offer", offer.id)
                .getResultList();
        InUse.refuse(users, "send visitors elsewhere there first");
    }

    private Offer find(String key) {
        return Offer.liveById(caller.workspaceId(), Ids.parse(key))
                .or(() -> Offer.liveBySlug(caller.workspaceId(), key))
                .orElseThrow(() -> ProblemException.notFound("offer with this id or slug"));
    }

    private static void apply(Offer offer, OfferDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        Offer.liveBySlug(offer.workspaceId, slug)
                .filter(other -> other.id != offer.id)
                .ifPresent(other -> {
                    throw ProblemException.of(
                            ProblemCode.DUPLICATE, List.of(new FieldProblem("slug", "is taken by offer " + other.id)));
                });
        if ((draft.payout() == null) != (draft.currency() == null)) {
            throw ProblemException.invalid(
                    draft.payout() == null ? "payout" : "currency", "is missing; payout and currency come together");
        }
        SourceMacros.require("url", draft.url(), SourceMacros.ofWorkspace(offer.workspaceId));
        offer.slug = slug;
        offer.name = Objects.requireNonNull(draft.name());
        offer.url = Objects.requireNonNull(draft.url());
        offer.payout = draft.payout();
        offer.currency = draft.currency();
        offer.updatedAt = Moment.now();
    }

    private static Response answer(Offer offer) {
        return Response.ok(OfferView.of(offer)).tag(Versions.tag(offer.version)).build();
    }
}
