package io.clickway.warehouse.books;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.ledger.SourceFacts;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The books: what was received of whom, what is missing, what lies in quarantine, what went wrong and was survived. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
public class BooksResource {

    private static final int DEFAULT_SOURCES = 200;
    private static final int MAX_SOURCES = 10_000;

    private final Caller caller;
    private final LedgerBooks ledger;
    private final QuarantineShelf quarantine;
    private final FaultList faults;

    BooksResource(Caller caller, LedgerBooks ledger, QuarantineShelf quarantine, FaultList faults) {
        this.caller = caller;
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.faults = faults;
    }

    /** Sums per region, then sources: those that may still send first. */
    public record Ledger(List<RegionBooks> regions, List<SourceFacts> sources) {}

    public record Completeness(List<RegionCompleteness> regions) {}

    @GET
    @Path("ledger")
    @Operation(
            summary = "Shows the ledger per region and per source",
            description = "limit bounds the sources: 1 to 10000, 200 when left out. Needs an operator's key.")
    public Ledger ledger(@QueryParam("limit") @Nullable String limit) throws SQLException {
        caller.requireOperator();
        int sources = Paging.number("limit", limit, DEFAULT_SOURCES, 1, MAX_SOURCES);
        return new Ledger(
                ledger.regions().stream().map(RegionBooks::of).toList(), ledger.sources(Optional.empty(), sources));
    }

    @GET
    @Path("completeness")
    @Operation(summary = "Tells to which moment each region's clicks are all in the books")
    public Completeness completeness() throws SQLException {
        return new Completeness(ledger.completeness());
    }

    @GET
    @Path("quarantine")
    @Operation(
            summary = "Lists what could not be stored, newest first, without the bytes",
            description = "Needs an operator's key.")
    public Page<QuarantinedThing> quarantine(@BeanParam Paging paging) throws SQLException {
        caller.requireOperator();
        return new Page<>(
                quarantine.newest(paging.limit(), paging.offset()),
                quarantine.count(),
                paging.limit(),
                paging.offset());
    }

    @GET
    @Path("quarantine/{id}")
    @Operation(
            summary = "Shows one thing in quarantine with its bytes in base64",
            description = "Needs an operator's key.")
    public QuarantinedThing quarantined(@PathParam("id") String id) throws SQLException {
        caller.requireOperator();
        return quarantine
                .find(number(id))
                .orElseThrow(() -> ProblemException.notFound("thing in quarantine with this id"));
    }

    @GET
    @Path("faults")
    @Operation(
            summary = "Lists what the system survived, newest first; at most the newest thousand are kept",
            description = "Needs an operator's key.")
    public Page<FaultEntry> faults(@BeanParam Paging paging) throws SQLException {
        caller.requireOperator();
        return new Page<>(
                faults.newest(paging.limit(), paging.offset()), faults.count(), paging.limit(), paging.offset());
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
