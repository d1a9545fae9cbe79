package io.clickway.warehouse.sql;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/sql}: one reading statement over the schema reporting. An operator's key sees all workspaces, others their own. */
@Path("/api/sql")
@Tag(name = "sql")
public class SqlResource {

    private static final int ROWS = 1_000;

    private final Caller caller;
    private final Drafts drafts;
    private final SqlDesk desk;
    private final SqlSchema schema;
    private final SqlSettings settings;

    SqlResource(Caller caller, Drafts drafts, SqlDesk desk, SqlSchema schema, SqlSettings settings) {
        this.caller = caller;
        this.drafts = drafts;
        this.desk = desk;
        this.schema = schema;
        this.settings = settings;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, "application/x-ndjson", "text/csv"})
    @Blocking
    @Operation(
            summary = "Answers one statement",
            description =
                    "Select, with, values or table over the views that /api/sql/schema lists. Rows come as they are"
                            + " read; an answer that breaks off without its end lacks rows. Moments are UTC, ISO 8601.")
    @APIResponse(responseCode = "200", description = "The rows; in JSON with columns, row_count and truncated")
    @APIResponse(responseCode = "400", description = "No statement, several of them, or one that can't be read")
    @APIResponse(responseCode = "408", description = "It took too long")
    @APIResponse(responseCode = "413", description = "A row is too large")
    @APIResponse(
            responseCode = "422",
            description = "It can't be answered: unknown names, values that don't fit, no right")
    @APIResponse(responseCode = "429", description = "Too many statements at once")
    public Response run(@Nullable SqlRequest body, @Context HttpHeaders headers, @Context RoutingContext request)
            throws SQLException {
        var wanted = drafts.checked(body);
        var format = SqlFormat.of(wanted.format(), headers.getAcceptableMediaTypes());
        int rows = Math.min(wanted.limit() == null ? ROWS : wanted.limit(), settings.rows());
        var run = desk.run(
                new SqlDesk.Asker(caller.keyName(), caller.isOperator() ? 0 : caller.workspaceId()),
                OneStatement.of(Objects.requireNonNull(wanted.sql())),
                new SqlRun.Wanted(format, rows, settings.bytes().asLongValue()),
                new HttpClient(request));
        return Response.ok(run, format.mediaType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Clickway-Row-Limit", rows)
                .build();
    }

    @GET
    @Path("schema")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Lists the views, their columns, types and comments, and the schema's version")
    public SqlSchema.View schema() throws SQLException {
        return schema.read();
    }

    private static final int CLOSED_WITHIN_SECONDS = 2;

    private record HttpClient(RoutingContext request) implements SqlRun.Client {

        @Override
        public void whenGone(Runnable then) {
            request.addEndHandler(ended -> {
                if (ended.failed()) {
                    then.run();
                }
            });
        }

        @Override
        public boolean hasBegun() {
            return request.response().headWritten();
        }

        /** Waits for it: what fails after this would end the answer as if it were whole. */
        @Override
        public void hangUp() {
            var response = request.response();
            if (!response.headWritten() || response.ended()) {
                return;
            }
            var closed = new CountDownLatch(1);
            request.request().connection().close().onComplete(_ -> closed.countDown());
            try {
                closed.await(CLOSED_WITHIN_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
