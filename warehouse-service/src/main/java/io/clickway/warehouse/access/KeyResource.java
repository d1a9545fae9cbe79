package io.clickway.warehouse.access;

import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Keys of one workspace, made and revoked by operators. The key's text is in the answer that makes it and nowhere else. */
@Path("/api/workspaces/{workspace}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "workspaces")
public class KeyResource {

    private final Caller caller;
    private final Drafts drafts;
    private final KeyStore store;
    private final ApiKeys keys;

    KeyResource(Caller caller, Drafts drafts, KeyStore store, ApiKeys keys) {
        this.caller = caller;
        this.drafts = drafts;
        this.store = store;
        this.keys = keys;
    }

    /** Live keys of the workspace, the newest first. */
    public record Keys(List<KeyView> items) {}

    @GET
    @Operation(summary = "Lists the live keys of a workspace, without their texts")
    public Keys list(@PathParam("workspace") String workspace) throws SQLException {
        caller.requireOperator();
        return new Keys(store.live(workspace(workspace)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a key that sees this workspace only; its text is shown once")
    @APIResponse(responseCode = "201", description = "Made; key is what Authorization: Bearer takes")
    public Response create(@PathParam("workspace") String workspace, @Nullable KeyDraft body) throws SQLException {
        caller.requireOperator();
        var draft = drafts.checked(body);
        var made = store.create(workspace(workspace), Objects.requireNonNull(draft.name()));
        keys.refresh();
        return Response.created(URI.create("/api/workspaces/" + workspace + "/keys/" + made.id()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(made)
                .build();
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Revokes a key; here at once, in other instances within ten seconds")
    @APIResponse(responseCode = "204", description = "Revoked")
    public void revoke(@PathParam("workspace") String workspace, @PathParam("id") String id) throws SQLException {
        caller.requireOperator();
        if (!store.revoke(workspace(workspace), id)) {
            throw ProblemException.notFound("live key with this id in this workspace");
        }
        keys.refresh();
    }

    private int workspace(String key) throws SQLException {
        return store.workspace(key).orElseThrow(() -> ProblemException.notFound("workspace with this id or slug"));
    }
}
