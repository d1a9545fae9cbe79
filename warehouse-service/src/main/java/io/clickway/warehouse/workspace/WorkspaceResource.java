package io.clickway.warehouse.workspace;

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

/** Workspaces; only an operator's key sees more than its own or changes one. A path takes the id or the slug. */
@Path("/api/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "workspaces")
public class WorkspaceResource {

    private static final int VISITOR_DAYS = 1;
    private static final int ADDRESS_DAYS = 30;

    private final Caller caller;
    private final Drafts drafts;

    WorkspaceResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists workspaces")
    @Transactional
    public Page<WorkspaceView> list(@BeanParam Paging paging) {
        if (!caller.isOperator()) {
            var own = List.of(find(Integer.toString(caller.workspaceId())));
            return Page.of(own, 1, paging, WorkspaceView::of);
        }
        var live = Workspace.live();
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, WorkspaceView::of);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a workspace")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @Transactional
    public Response create(@Nullable WorkspaceDraft body) {
        caller.requireOperator();
        var draft = drafts.checked(body);
        var workspace = new Workspace();
        apply(workspace, draft);
        workspace.createdAt = workspace.updatedAt;
        workspace.persistAndFlush();
        return Response.created(URI.create("/api/workspaces/" + workspace.id))
                .tag(Versions.tag(workspace.version))
                .entity(WorkspaceView.of(workspace))
                .build();
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows a workspace by id or slug")
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = WorkspaceDraft.class))) @Nullable
                    JsonNode patch) {
        caller.requireOperator();
        var workspace = find(key);
        Versions.requireMatch(ifMatch, workspace.version);
        var draft = drafts.patched(
                new WorkspaceDraft(
                        workspace.slug,
                        workspace.name,
                        workspace.visitorDays,
                        workspace.addressDays,
                        workspace.allowsCookie),
                patch,
                WorkspaceDraft.class);
        apply(workspace, draft);
        workspace.persistAndFlush();
        return answer(workspace);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives a workspace without live campaigns; old clicks keep its name")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "It still has live campaigns, or is the default one")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        caller.requireOperator();
        var workspace = find(key);
        Versions.requireMatch(ifMatch, workspace.version);
        if (workspace.id == 1) {
            throw ProblemException.of(ProblemCode.IN_USE, "The default workspace stays.");
        }
        long campaigns = Workspace.getEntityManager()
                .createQuery(
                        "select count(c) from Campaign c where c.workspaceId = :workspace and c.archivedAt is null",
                        Long.class)
                .setParameter("workspace", workspace.id)
                .getSingleResult();
        if (campaigns > 0) {
            throw ProblemException.of(
                    ProblemCode.IN_USE, "It still has " + campaigns + " live campaigns; delete them first.");
        }
        workspace.archivedAt = Moment.now();
        workspace.flush();
    }

    private Workspace find(String key) {
        var found = Workspace.liveById(Ids.parse(key))
                .or(() -> Workspace.liveBySlug(key))
                .filter(workspace -> caller.isOperator() || workspace.id == caller.workspaceId());
        return found.orElseThrow(() -> ProblemException.notFound("workspace with this id or slug"));
    }

    private static void apply(Workspace workspace, WorkspaceDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        var name = Objects.requireNonNull(draft.name());
        int visitorDays = draft.visitorDays() == null ? VISITOR_DAYS : draft.visitorDays();
        int addressDays = draft.addressDays() == null ? ADDRESS_DAYS : draft.addressDays();
        boolean allowsCookie = Boolean.TRUE.equals(draft.allowsCookie());
        if (slug.equals(workspace.slug)
                && name.equals(workspace.name)
                && visitorDays == workspace.visitorDays
                && addressDays == workspace.addressDays
                && allowsCookie == workspace.allowsCookie) {
            return;
        }
        Workspace.liveBySlug(slug).filter(other -> other.id != workspace.id).ifPresent(other -> {
            throw ProblemException.of(
                    ProblemCode.DUPLICATE, List.of(new FieldProblem("slug", "is taken by workspace " + other.id)));
        });
        workspace.slug = slug;
        workspace.name = name;
        workspace.visitorDays = visitorDays;
        workspace.addressDays = addressDays;
        workspace.allowsCookie = allowsCookie;
        workspace.updatedAt = Moment.now();
    }

    private static Response answer(Workspace workspace) {
        return Response.ok(WorkspaceView.of(workspace))
                .tag(Versions.tag(workspace.version))
                .build();
    }
}
