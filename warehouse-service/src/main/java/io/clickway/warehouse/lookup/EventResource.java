package io.clickway.warehouse.lookup;

import io.clickway.id.ClickId;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/events/{id}}: any stored click, whole. */
@Path("/api/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "events")
public class EventResource {

    private final Caller caller;
    private final ClickStore clicks;

    EventResource(Caller caller, ClickStore clicks) {
        this.caller = caller;
        this.clicks = clicks;
    }

    @GET
    @Path("{id}")
    @Operation(
            summary = "Shows a click by its id: 26 letters, or the same as a UUID",
            description =
                    "With the decision that led it where it went, in words, and whether the same campaign and link"
                            + " decide it again alike. The full address is shown to an operator's key, and only while it is kept.")
    @APIResponse(responseCode = "200", description = "The click")
    @APIResponse(responseCode = "400", description = "That is no click id")
    @APIResponse(responseCode = "404", description = "No such click is stored (yet)")
    public ClickRecord get(@PathParam("id") String id) throws SQLException {
        var clickId = ClickId.parse(id)
                .orElseThrow(
                        () -> ProblemException.invalid("id", "must have the 26 letters of a click id, or be a UUID"));
        var workspace = caller.isOperator() ? Optional.<Integer>empty() : Optional.of(caller.workspaceId());
        return clicks.find(clickId, workspace, caller.isOperator())
                .orElseThrow(() -> ProblemException.notFound("stored click with this id"));
    }
}
