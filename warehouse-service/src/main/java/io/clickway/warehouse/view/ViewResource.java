package io.clickway.warehouse.view;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How old the materialized views are, and refreshing one out of turn. */
@Path("/api/views")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "views")
public class ViewResource {

    private final Caller caller;
    private final AgroalDataSource database;
    private final Schedule schedule;
    private final ViewTable table = new ViewTable();

    ViewResource(Caller caller, AgroalDataSource database, ViewSettings settings) {
        this.caller = caller;
        this.database = database;
        this.schedule = new Schedule(settings.refreshEvery(), settings.every());
    }

    public record Views(List<ViewStatus> views) {}

    @GET
    @Operation(
            summary = "Tells how old each materialized view is, what its refresh took and why the last one failed",
            description = "Needs an operator's key.")
    public Views views() throws SQLException {
        caller.requireOperator();
        try (var connection = database.getConnection()) {
            return new Views(states(connection));
        }
    }

    @POST
    @Path("{name}/refresh")
    @Operation(
            summary = "Refreshes a view as soon as no other is being refreshed",
            description =
                    "It is done in the background within seconds, plus what it takes: is_asked turns false. Needs an"
                            + " operator's key.")
    @APIResponse(
            responseCode = "202",
            description = "It will be done",
            content = @Content(schema = @Schema(implementation = ViewStatus.class)))
    @APIResponse(responseCode = "404", description = "There is no such view")
    public Response refresh(@PathParam("name") String name) throws SQLException {
        caller.requireOperator();
        var view = WideView.byText(name)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.NOT_FOUND, "There is no view '" + name + "'; there are " + WideView.all() + "."));
        try (var connection = database.getConnection()) {
            table.ask(connection, view);
            return states(connection).stream()
                    .filter(status -> status.name().equals(view.text()))
                    .findFirst()
                    .map(status -> Response.accepted(status).build())
                    .orElseThrow(() -> ProblemException.notFound("state of this view"));
        }
    }

    private List<ViewStatus> states(Connection connection) throws SQLException {
        return table.states(connection).stream()
                .map(state -> ViewStatus.of(state, schedule))
                .toList();
    }
}
