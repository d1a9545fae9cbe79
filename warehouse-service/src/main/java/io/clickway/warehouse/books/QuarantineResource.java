package io.clickway.warehouse.books;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.quarantine.Discard;
import io.clickway.warehouse.quarantine.QuarantineDesk;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What could not be stored: to be looked at, tried again after a fix, or discarded with a reason. Operators only. */
@Path("/api/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "quarantine")
public class QuarantineResource {

    private final Caller caller;
    private final Drafts drafts;
    private final QuarantineShelf shelf;
    private final QuarantineDesk desk;
    private final Discard discard;
    private final Sweeper sweeper;

    QuarantineResource(
            Caller caller,
            Drafts drafts,
            QuarantineShelf shelf,
            QuarantineDesk desk,
            Discard discard,
            Sweeper sweeper) {
        this.caller = caller;
        this.drafts = drafts;
        this.shelf = shelf;
        this.desk = desk;
        this.discard = discard;
        this.sweeper = sweeper;
    }

    @GET
    @Operation(
            summary = "Lists what could not be stored, newest first, without the bytes",
            description = "Needs an operator's key.")
    public Page<QuarantinedThing> list(
            @BeanParam Paging paging,
            @QueryParam("region") @Nullable String region,
            @QueryParam("cause") @Parameter(description = "e.g. checksum, bad-event, too-old") @Nullable String cause,
            @QueryParam("state") @Parameter(description = "kept, healed, retried or discarded") @Nullable String state,
            @QueryParam("since") @Parameter(description = "Came first at this time or later") @Nullable String since)
            throws SQLException {
        caller.requireOperator();
        var filter = QuarantineFilter.of(region, cause, state, since);
        return new Page<>(
                shelf.newest(filter, paging.limit(), paging.offset()),
                shelf.count(filter),
                paging.limit(),
                paging.offset());
    }

    @GET
    @Path("{id}")
    @Operation(
            summary = "Shows one thing in quarantine whole: headers, bytes in base64, decoded as far as possible",
            description = "Needs an operator's key.")
    public QuarantinedWhole show(@PathParam("id") String id) throws SQLException {
        caller.requireOperator();
        long number = number(id);
        var thing = shelf.find(number).orElseThrow(QuarantineResource::unknown);
        var reading = desk.read(number).orElseThrow(QuarantineResource::unknown);
        return new QuarantinedWhole(
                thing, shelf.standing(number), reading.verdict(), reading.events(), shelf.bytes(number));
    }

    @POST
    @Path("{id}/retry")
    @Operation(
            summary = "Tries one thing again, as if it were delivered now",
            description = "Answers what came of it; what still can't be stored stays. Needs an operator's key.")
    @APIResponse(responseCode = "404", description = "There is no such thing")
    @APIResponse(responseCode = "409", description = "It is healed, retried or discarded already")
    public Settlement retry(@PathParam("id") String id, @Nullable RetryDraft body) throws SQLException {
        caller.requireOperator();
        boolean waivesAge = body != null && body.waiveAge();
        return switch (desk.retry(number(id), waivesAge, Optional.of(caller.keyName()))) {
            case QuarantineDesk.Outcome.Unknown() -> throw unknown();
            case QuarantineDesk.Outcome.Settled(var state) -> throw settled(state);
            case QuarantineDesk.Outcome.Stored(var events) -> new Settlement(number(id), "stored", events, null);
            case QuarantineDesk.Outcome.Kept(var events, var why) -> new Settlement(number(id), "kept", events, why);
        };
    }

    @POST
    @Path("{id}/discard")
    @Operation(
            summary = "Discards one thing for good; its events become absent with the reason",
            description = "It stays to be looked at. Needs an operator's key.")
    @APIResponse(responseCode = "400", description = "The reason is missing")
    @APIResponse(responseCode = "404", description = "There is no such thing")
    @APIResponse(responseCode = "409", description = "It is healed, retried or discarded already")
    public Settlement discard(@PathParam("id") String id, @Nullable ReasonDraft body) throws SQLException {
        caller.requireOperator();
        var reason = String.valueOf(drafts.checked(body).reason());
        return switch (discard.discard(number(id), caller.keyName(), reason)) {
            case Discard.Outcome.Unknown() -> throw unknown();
            case Discard.Outcome.Settled(var state) -> throw settled(state);
            case Discard.Outcome.Done(var events) -> new Settlement(number(id), "discarded", events, null);
        };
    }

    @POST
    @Path("retry")
    @Operation(
            summary = "Tries a selection again, in the order of the ids",
            description = "Ends at the limit or after eight seconds; after and remaining tell how to go on. Needs an"
                    + " operator's key.")
    public Swept retryMany(@Nullable SweepDraft body) throws SQLException {
        caller.requireOperator();
        var draft = drafts.checked(body);
        draft.requireNoReason();
        var who = Optional.of(caller.keyName());
        return sweeper.sweep(draft.filter(), draft.after(), draft.limitOrDefault(), id -> {
            return switch (desk.retry(id, draft.waiveAge(), who)) {
                case QuarantineDesk.Outcome.Unknown unknown -> Optional.empty();
                case QuarantineDesk.Outcome.Settled settled -> Optional.empty();
                case QuarantineDesk.Outcome.Stored(var events) ->
                    Optional.of(new Settlement(id, "stored", events, null));
                case QuarantineDesk.Outcome.Kept(var events, var why) ->
                    Optional.of(new Settlement(id, "kept", events, why));
            };
        });
    }

    @POST
    @Path("discard")
    @Operation(
            summary = "Discards a selection for good, in the order of the ids",
            description = "Ends at the limit or after eight seconds; after and remaining tell how to go on. Needs an"
                    + " operator's key.")
    public Swept discardMany(@Nullable SweepDraft body) throws SQLException {
        caller.requireOperator();
        var draft = drafts.checked(body);
        var reason = draft.reasonToDiscard();
        return sweeper.sweep(draft.filter(), draft.after(), draft.limitOrDefault(), id -> {
            return switch (discard.discard(id, caller.keyName(), reason)) {
                case Discard.Outcome.Unknown unknown -> Optional.empty();
                case Discard.Outcome.Settled settled -> Optional.empty();
                case Discard.Outcome.Done(var events) -> Optional.of(new Settlement(id, "discarded", events, null));
            };
        });
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("thing in quarantine with this id");
    }

    private static ProblemException settled(String state) {
        return ProblemException.of(ProblemCode.CONFLICT, "It is " + state + " already; only what is kept can change.");
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
