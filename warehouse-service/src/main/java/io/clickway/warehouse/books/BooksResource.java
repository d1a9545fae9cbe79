package io.clickway.warehouse.books;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.ledger.LedgerTrail;
import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.ledger.SourceFacts;
import io.clickway.warehouse.ledger.WriteOff;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The books: what was received of whom, what is missing, what was given up, what went wrong and was survived. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
public class BooksResource {

    private static final int DEFAULT_SOURCES = 200;
    private static final int MAX_SOURCES = 10_000;

    private final Caller caller;
    private final Drafts drafts;
    private final LedgerBooks ledger;
    private final WriteOff writeOff;
    private final LedgerTrail trail;
    private final FaultList faults;

    BooksResource(
            Caller caller, Drafts drafts, LedgerBooks ledger, WriteOff writeOff, LedgerTrail trail, FaultList faults) {
        this.caller = caller;
        this.drafts = drafts;
        this.ledger = ledger;
        this.writeOff = writeOff;
        this.trail = trail;
        this.faults = faults;
    }

    /** Sums per region, then sources: those that something may still come of first. */
    public record Ledger(List<RegionBooks> regions, List<SourceFacts> sources) {}

    public record Completeness(List<RegionCompleteness> regions) {}

    /** How many numbers became absent, which ({@code ranges}), and how many of them lay in the edge's spool. */
    public record WrittenOff(String source, long events, long inFlight, List<SeqRange> ranges) {}

    /** One entry of the trail; {@code source} is null for something in quarantine whose source nobody could read. */
    public record TrailEntry(
            long id,
            Instant at,
            String who,
            String action,
            @Nullable String source,
            String region,
            long events,
            List<SeqRange> ranges,
            String reason,
            @Nullable Long quarantineId) {

        static TrailEntry of(LedgerTrail.Written written) {
            return new TrailEntry(
                    written.id(),
                    written.at(),
                    written.who(),
                    written.action(),
                    written.source().orElse(null),
                    written.region(),
                    written.count(),
                    written.ranges().list(),
                    written.reason(),
                    written.quarantineId().orElse(null));
        }
    }

    @GET
    @Path("ledger")
    @Operation(
            summary = "Shows the ledger per region and per source",
            description = "limit bounds the sources: 1 to 10000, 200 when left out. Sources that are through for a week"
                    + " count in the sums and are shown one by one only. Needs an operator's key.")
    public Ledger ledger(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("region") @Parameter(description = "Only sources of this region") @Nullable String region)
            throws SQLException {
        caller.requireOperator();
        int sources = Paging.number("limit", limit, DEFAULT_SOURCES, 1, MAX_SOURCES);
        var regions = ledger.regions().stream()
                .filter(each -> region == null || each.completeness().region().equals(region))
                .map(RegionBooks::of)
                .toList();
        if (region != null && regions.isEmpty()) {
            throw ProblemException.invalid("region", "is no region that was ever heard of");
        }
        return new Ledger(regions, ledger.sources(Optional.ofNullable(region), sources));
    }

    @GET
    @Path("ledger/{source}")
    @Operation(summary = "Shows the books of one source by its 16 hex digits", description = "Needs an operator's key.")
    @APIResponse(responseCode = "404", description = "Nobody ever heard of it")
    public SourceFacts source(@PathParam("source") String source) throws SQLException {
        caller.requireOperator();
        var id = sourceId(source);
        return ledger.source(id).orElseThrow(BooksResource::unknownSource);
    }

    @POST
    @Path("ledger/{source}/write-off")
    @Operation(
            summary = "Closes a silent or lost source for ever; what it lacks becomes absent with the reason",
            description = "What lies in its spool is given up too. What comes after all is refused and counted as"
                    + " late_after_write_off; numbers beyond the source's last word are stored if they come. Needs an"
                    + " operator's key.")
    @APIResponse(responseCode = "400", description = "The reason is missing")
    @APIResponse(responseCode = "404", description = "Nobody ever heard of the source")
    @APIResponse(responseCode = "409", description = "It spoke within the last minute, or it is over and lacks nothing")
    public WrittenOff writeOff(@PathParam("source") String source, @Nullable ReasonDraft body) throws SQLException {
        caller.requireOperator();
        var reason = String.valueOf(drafts.checked(body).reason());
        return switch (writeOff.writeOff(sourceId(source), caller.keyName(), reason)) {
            case WriteOff.Outcome.UnknownSource() -> throw unknownSource();
            case WriteOff.Outcome.StillSpeaks(var heardAt) ->
                throw ProblemException.of(
                        ProblemCode.CONFLICT,
                        "It spoke at " + heardAt + "; only a source unheard for " + LedgerBooks.SILENCE.toSeconds()
                                + " seconds can be written off.");
            case WriteOff.Outcome.NothingMissing() ->
                throw ProblemException.of(ProblemCode.CONFLICT, "It is over and lacks nothing.");
            case WriteOff.Outcome.Done(var ranges, var inFlight) ->
                new WrittenOff(source, ranges.count(), inFlight, ranges.list());
        };
    }

    @GET
    @Path("ledger/audit")
    @Operation(
            summary = "Lists which events were given up for good, by whom and why, newest first",
            description = "Needs an operator's key.")
    public Page<TrailEntry> audit(@BeanParam Paging paging) throws SQLException {
        caller.requireOperator();
        return new Page<>(
                trail.newest(paging.limit(), paging.offset()).stream()
                        .map(TrailEntry::of)
                        .toList(),
                trail.count(),
                paging.limit(),
                paging.offset());
    }

    @GET
    @Path("completeness")
    @Operation(
            summary = "Tells to which moment each region's clicks are all in the books",
            description =
                    "oldest_unforwarded_seconds is the age of that moment; clock_skew_seconds says how far a clock"
                            + " is off as far as that is certain, positive when an edge is ahead of the centre.")
    public Completeness completeness() throws SQLException {
        return new Completeness(ledger.completeness());
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

    private static SourceId sourceId(String text) {
        try {
            return SourceId.parse(text);
        } catch (IllegalArgumentException none) {
            throw unknownSource();
        }
    }

    private static ProblemException unknownSource() {
        return ProblemException.notFound("source with these 16 hex digits");
    }
}
