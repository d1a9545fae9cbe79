package io.clickway.warehouse.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Publishing, and what edges run. The configuration is that of all workspaces: edges serve them together. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "publishing")
public class PublishResource {

    private final Caller caller;
    private final Publication publication;
    private final Delivery delivery;
    private final ConfigLiveness liveness;

    PublishResource(Caller caller, Publication publication, Delivery delivery, ConfigLiveness liveness) {
        this.caller = caller;
        this.publication = publication;
        this.delivery = delivery;
        this.liveness = liveness;
    }

    @POST
    @Path("publish")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Publishes the live workspaces, campaigns and links as the next version",
            description = "The version is stored, then sent to the regions in the background; a broker that is down"
                    + " delays it. GET /api/config/status tells where it is live.")
    @APIResponse(
            responseCode = "201",
            description = "A new version",
            content = @Content(schema = @Schema(implementation = Published.class)))
    @APIResponse(
            responseCode = "200",
            description = "Nothing has changed: the current version",
            content = @Content(schema = @Schema(implementation = Published.class)))
    @APIResponse(responseCode = "422", description = "Nothing is published; the problem names every error")
    public Response publish(@RequestBody(description = "An empty object", required = false) @Nullable JsonNode body)
            throws SQLException {
        if (body != null && body.isObject() && !body.isEmpty()) {
            throw ProblemException.invalid(body.fieldNames().next(), "is unknown; the body is an empty object");
        }
        var outcome = publication.publish();
        var version = outcome.version();
        if (outcome.isNew()) {
            delivery.send(version, outcome.changedShards()::contains);
        }
        return Response.status(outcome.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .entity(new Published(
                        version.version(),
                        version.publishedAt(),
                        version.links(),
                        version.shards(),
                        outcome.changedShards().size(),
                        outcome.warnings().stream().map(FindingView::of).toList()))
                .build();
    }

    @GET
    @Path("config/status")
    @Operation(
            summary = "Tells which live edge runs which version since when",
            description = "Live is an edge whose watermark is younger than 60 seconds.")
    public ConfigStatus status() throws SQLException {
        caller.requireOperator();
        return liveness.status();
    }
}
