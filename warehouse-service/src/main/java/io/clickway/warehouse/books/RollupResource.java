package io.clickway.warehouse.books;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.rollup.DriftCheck;
import io.clickway.warehouse.rollup.Recount;
import io.clickway.warehouse.rollup.RollupFigures;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The cubes: how large they are, whether they are right, and counting a day anew when they are not. */
@Path("/api/rollups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
public class RollupResource {

    private static final int DEFAULT_BUCKETS = 24;

    private final Caller caller;
    private final Drafts drafts;
    private final RollupFigures figures;
    private final DriftCheck check;
    private final Recount recount;

    RollupResource(Caller caller, Drafts drafts, RollupFigures figures, DriftCheck check, Recount recount) {
        this.caller = caller;
        this.drafts = drafts;
        this.figures = figures;
        this.check = check;
        this.recount = recount;
    }

    /** @param deltas rows that the next fold moves into the tables */
    public record Rollups(
            List<RollupFigures.Table> tables,
            long deltas,
            @Nullable Folded lastFold,
            RollupFigures.@Nullable LastCheck lastCheck,
            List<LocalDate> lackingDays) {}

    public record Folded(Instant at, long deltas, long tookMs) {}

    @GET
    @Operation(
            summary = "Shows how many cells each cube has, what waits, and the last fold and check",
            description =
                    "Clicks of a day that lacks are reported from the clicks themselves. Needs an operator's key.")
    public Rollups rollups() throws SQLException {
        caller.requireOperator();
        var now = figures.figures();
        return new Rollups(
                now.tables(),
                now.deltas(),
                now.lastFold()
                        .map(fold ->
                                new Folded(fold.at(), fold.deltas(), fold.took().toMillis()))
                        .orElse(null),
                now.lastCheck().orElse(null),
                now.lackingDays());
    }

    @POST
    @Path("check")
    @Operation(
            summary = "Compares random quarters of an hour of every cube with the clicks themselves",
            description =
                    "Reads that many quarters of an hour, 24 when left out, at most 1000. Needs an operator's key.")
    @APIResponse(responseCode = "409", description = "A check is running")
    public DriftCheck.Checked check(@Nullable CheckDraft body) throws SQLException {
        caller.requireOperator();
        var buckets = body == null ? null : drafts.checked(body).buckets();
        return check.run(buckets == null ? DEFAULT_BUCKETS : buckets)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.CONFLICT, "A check is running; its result is last_check of GET /api/rollups."));
    }

    @POST
    @Path("recount")
    @Operation(
            summary = "Counts a day (UTC) anew from its clicks",
            description = "Storing goes on meanwhile, and reports see the day either as before or counted anew."
                    + " Needs an operator's key.")
    @APIResponse(responseCode = "400", description = "The day or the reason is missing, or the day is yet to come")
    @APIResponse(responseCode = "409", description = "There are no clicks of that day to count")
    public Recount.Recounted recount(@Nullable RecountDraft body) throws SQLException {
        caller.requireOperator();
        var draft = drafts.checked(body);
        var day = Objects.requireNonNull(draft.day());
        if (day.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw ProblemException.invalid("day", "is yet to come; today in UTC is " + LocalDate.now(ZoneOffset.UTC));
        }
        return recount.count(day, caller.keyName(), Objects.requireNonNull(draft.reason()))
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.CONFLICT,
                        "No clicks of " + day + " are stored any more, so what the cubes tell of it stays."));
    }
}
