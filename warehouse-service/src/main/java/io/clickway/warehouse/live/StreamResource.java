package io.clickway.warehouse.live;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.live.Listener.Told;
import io.clickway.warehouse.report.FilterParser;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/clicks/stream}: clicks as they are stored. An operator's key hears every workspace, others their own. */
@Path("/api/clicks/stream")
@Tag(name = "reports")
public class StreamResource {

    private final Caller caller;
    private final LiveClicks clicks;

    StreamResource(Caller caller, LiveClicks clicks) {
        this.caller = caller;
        this.clicks = clicks;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "Tells clicks as they are stored",
            description =
                    "Server-sent events: 'click' with a click as JSON and its id; 'skipped' with the number of clicks"
                            + " left out because the listener read too slowly; a comment every ten seconds when it is quiet."
                            + " Clicks that are stored more than 30 seconds after they happened are not told.")
    @APIResponse(responseCode = "200", description = "The stream; it ends when the listener leaves")
    @APIResponse(responseCode = "400", description = "The condition can't be read; the problem says where")
    @APIResponse(responseCode = "503", description = "Too many listen already")
    public Multi<OutboundSseEvent> stream(
            @Parameter(description = "A condition as in /api/report") @QueryParam("where") List<String> where,
            @Context Sse sse) {
        var filter = FilterParser.parse(where);
        var workspace = caller.isOperator() ? Optional.<Integer>empty() : Optional.of(caller.workspaceId());
        return Multi.createFrom().publisher(clicks.listen(filter, workspace)).map(told -> event(told, sse));
    }

    private static OutboundSseEvent event(Told told, Sse sse) {
        var event = sse.newEventBuilder();
        return switch (told) {
            case Told.Click(var click) ->
                event.name("click")
                        .id(click.clickId())
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(click)
                        .build();
            case Told.Skipped(var count) ->
                event.name("skipped")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(Map.of("clicks", count))
                        .build();
            case Told.Heartbeat() -> event.comment("quiet").build();
        };
    }
}
