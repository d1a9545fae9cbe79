package io.clickway.warehouse.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.access.Caller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Many links at once, all or nothing. The fields are those of a link; CSV names them in its header line. */
@Path("/api/links/import")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "links")
public class ImportResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private final Caller caller;
    private final LinkImport links;
    private final ImportReader reader;

    ImportResource(Caller caller, LinkImport links, ObjectMapper json) {
        this.caller = caller;
        this.links = links;
        this.reader = new ImportReader(json);
    }

    /** How many links were stored. */
    public record Imported(int imported) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, NDJSON, CSV})
    @Operation(
            summary = "Creates up to 200,000 links at once, all or none",
            description = "A JSON array, NDJSON (application/x-ndjson) or CSV (text/csv) with a header line."
                    + " Errors name the line; in a JSON array that is the element's number.")
    @APIResponse(responseCode = "201", description = "All are stored")
    @APIResponse(responseCode = "400", description = "Nothing is stored: a line is not valid")
    @APIResponse(responseCode = "409", description = "Nothing is stored: a slug is taken or stands twice")
    public Response store(HttpHeaders headers, InputStream body) throws IOException, SQLException {
        List<NumberedDraft> drafts = switch (headers.getMediaType().getSubtype()) {
            case "x-ndjson" -> reader.lines(body);
            case "csv" -> reader.csv(body);
            default -> reader.array(body);
        };
        int stored = links.store(caller.workspaceId(), drafts);
        return Response.status(Response.Status.CREATED)
                .entity(new Imported(stored))
                .build();
    }
}
