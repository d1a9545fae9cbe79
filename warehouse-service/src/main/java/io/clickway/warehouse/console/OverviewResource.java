package io.clickway.warehouse.console;

import io.clickway.warehouse.access.Caller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/overview}: what the start page asks for every second. */
@Path("/api/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "console")
public class OverviewResource {

    private final Caller caller;
    private final OverviewMaker maker;

    OverviewResource(Caller caller, OverviewMaker maker) {
        this.caller = caller;
        this.maker = maker;
    }

    @GET
    @Operation(
            summary = "Shows what runs, clicks per minute, completeness, latest clicks and faults",
            description = "Needs an operator's key.")
    public Overview overview() throws SQLException {
        caller.requireOperator();
        return maker.overview();
    }
}
