package io.clickway.warehouse.lander;

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

/** Landers of the key's workspace. A path takes the id or the slug. Edges serve a change only after it is published. */
@Path("/api/landers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "landers")
public class LanderResource {

    private final Caller caller;
    private final Drafts drafts;

    LanderResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists landers")
    @Transactional
    public Page<LanderView> list(@BeanParam Paging paging, @QueryParam("slug") @Nullable String slug) {
        var live = slug == null ? Lander.live(caller.workspaceId()) : Lander.liveWithSlug(caller.workspaceId(), slug);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, LanderView::of);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a lander")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "400", description = "A field is missing or not valid; the problem names it")
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @Transactional
    public Response create(@Nullable LanderDraft body) {
        var draft = drafts.checked(body);
        var lander = new Lander();
        lander.workspaceId = caller.workspaceId();
        apply(lander, draft);
        lander.createdAt = lander.updatedAt;
        lander.persistAndFlush();
        return Response.created(URI.create("/api/landers/" + lander.id))
                .tag(Versions.tag(lander.version))
                .entity(LanderView.of(lander))
                .build();
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows a lander by id or slug")
    @APIResponseSchema(value = LanderView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = LanderView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = LanderDraft.class))) @Nullable
                    JsonNode patch) {
        var lander = find(key);
        Versions.requireMatch(ifMatch, lander.version);
        var current = new LanderDraft(lander.slug, lander.name, lander.url);
        var draft = drafts.patched(current, patch, LanderDraft.class);
        if (!draft.equals(current)) {
            apply(lander, draft);
            lander.persistAndFlush();
        }
        return answer(lander);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives a lander that nothing leads to; old clicks keep its name, its slug is free again")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "Rules or campaigns still lead there; the problem names them")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var lander = find(key);
        Versions.requireMatch(ifMatch, lander.version);
        refuseWhileUsed(lander);
        lander.archivedAt = Moment.now();
        lander.flush();
    }

    private static void refuseWhileUsed(Lander lander) {
        var users = Lander.getEntityManager()
                .createQuery("""
                        select case when r.id is null
                            then concat('the defaults of campaign ', c.slug)
                            else concat('rule ', r.id, ' (', r.name, ') of campaign ', c.slug)
                            end
                        from Destination d
                        join Campaign c on c.id = d.campaignId and c.archivedAt is null
                        left join Rule r on r.id = d.ruleId
                        where d.landerId = :lander and d.archivedAt is null
                        order by c.slug, r.id
                        """, String.class)
                .setParameter("lander", lander.id)
                .getResultList();
        InUse.refuse(users, "send visitors elsewhere there first");
    }

    private Lander find(String key) {
        return Lander.liveById(caller.workspaceId(), Ids.parse(key))
                .or(() -> Lander.liveBySlug(caller.workspaceId(), key))
                .orElseThrow(() -> ProblemException.notFound("lander with this id or slug"));
    }

    private static void apply(Lander lander, LanderDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        Lander.liveBySlug(lander.workspaceId, slug)
                .filter(other -> other.id != lander.id)
                .ifPresent(other -> {
                    throw ProblemException.of(
                            ProblemCode.DUPLICATE, List.of(new FieldProblem("slug", "is taken by lander " + other.id)));
                });
        SourceMacros.require("url", draft.url(), SourceMacros.ofWorkspace(lander.workspaceId));
        lander.slug = slug;
        lander.name = Objects.requireNonNull(draft.name());
        lander.url = Objects.requireNonNull(draft.url());
        lander.updatedAt = Moment.now();
    }

    private static Response answer(Lander lander) {
        return Response.ok(LanderView.of(lander))
                .tag(Versions.tag(lander.version))
                .build();
    }
}
