package io.clickway.warehouse.books;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.partition.PartitionList;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Daily partitions of what is stored. */
@Path("/api/partitions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
public class PartitionResource {

    private static final List<String> TABLES = List.of("clicks", "watermarks", "client_addresses");

    private final Caller caller;
    private final PartitionList partitions;

    PartitionResource(Caller caller, PartitionList partitions) {
        this.caller = caller;
        this.partitions = partitions;
    }

    @GET
    @Operation(
            summary = "Lists the daily partitions, newest day first: state, estimated rows, bytes, tablespace",
            description = "state is open, closed (takes no rows any more), kept (detached, a table of the schema"
                    + " detached) or dropped. table=clicks, watermarks or client_addresses shows one table. Needs an"
                    + " operator's key.")
    @APIResponse(responseCode = "400", description = "There is no such table")
    public Page<PartitionList.Partition> list(@QueryParam("table") @Nullable String table, @BeanParam Paging paging)
            throws SQLException {
        caller.requireOperator();
        if (table != null && !TABLES.contains(table)) {
            throw ProblemException.invalid("table", "must be one of " + String.join(", ", TABLES));
        }
        var asked = Optional.ofNullable(table);
        return new Page<>(
                partitions.newest(asked, paging.limit(), paging.offset()),
                partitions.count(asked),
                paging.limit(),
                paging.offset());
    }
}
