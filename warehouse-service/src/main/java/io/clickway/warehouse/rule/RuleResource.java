package io.clickway.warehouse.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.rule.Limits;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.destination.DestinationDraft;
import io.clickway.warehouse.destination.Destinations;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Rules of the key's workspace. Edges ask a rule only after it is published. */
@Path("/api/rules")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "rules")
public class RuleResource {

    private final Caller caller;
    private final Drafts drafts;
    private final ObjectMapper json;
    private final RuleViews views;

    RuleResource(Caller caller, Drafts drafts, ObjectMapper json) {
        this.caller = caller;
        this.drafts = drafts;
        this.json = json;
        this.views = new RuleViews(json);
    }

    @GET
    @Operation(summary = "Lists rules, per campaign in the order in which they are asked")
    @Transactional
    public Page<RuleView> list(
            @BeanParam Paging paging,
            @QueryParam("campaign") @Parameter(description = "A campaign's slug") @Nullable String campaign) {
        var live = campaign == null
                ? Rule.live(caller.workspaceId())
                : Rule.liveOf(caller.workspaceId(), campaign(campaign).id);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, views.of(found));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a rule, behind the others unless a position is given")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "400", description = "A field is missing or not valid; the problem names it")
    @APIResponse(responseCode = "409", description = "Another rule of the campaign has this name or position")
    @Transactional
    public Response create(@Nullable RuleDraft body) {
        var draft = drafts.checked(body);
        var campaign = campaign(Objects.requireNonNull(draft.campaign()));
        var others = Rule.inOrder(caller.workspaceId(), campaign.id);
        if (others.size() >= Limits.RULES) {
            throw ProblemException.of(ProblemCode.CONFLICT, "A campaign has at most " + Limits.RULES + " rules.");
        }
        var rule = new Rule();
        rule.workspaceId = caller.workspaceId();
        rule.campaignId = campaign.id;
        rule.position = others.stream().mapToInt(other -> other.position).max().orElse(0) + RuleOrder.STEP;
        apply(rule, draft);
        rule.createdAt = rule.updatedAt;
        rule.persistAndFlush();
        Destinations.replace(owner(rule), destinations(draft), macros(rule));
        return Response.created(URI.create("/api/rules/" + rule.id))
                .tag(Versions.tag(rule.version))
                .entity(views.of(rule))
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Shows a rule by its id")
    @APIResponseSchema(value = RuleView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("id") String id) {
        return answer(find(id));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(
            summary = "Changes the given fields",
            description = "RFC 7396, so lists are replaced whole; If-Match is honoured when sent")
    @APIResponseSchema(value = RuleView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = RuleDraft.class))) @Nullable
                    JsonNode patch) {
        var rule = find(id);
        Versions.requireMatch(ifMatch, rule.version);
        var current = draft(views.of(rule));
        var draft = drafts.patched(current, patch, RuleDraft.class);
        if (!Objects.equals(draft.campaign(), current.campaign())) {
            throw ProblemException.invalid("campaign", "can't be changed; create the rule in the other campaign");
        }
        if (!draft.equals(current)) {
            apply(rule, draft);
            Destinations.replace(owner(rule), destinations(draft), macros(rule));
            rule.persistAndFlush();
        }
        return answer(rule);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Archives a rule; old clicks keep its name")
    @APIResponse(responseCode = "204", description = "Archived")
    @Transactional
    public void archive(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var rule = find(id);
        Versions.requireMatch(ifMatch, rule.version);
        Destinations.replace(owner(rule), List.of(), Set.of());
        rule.archivedAt = Moment.now();
        rule.flush();
    }

    private Rule find(String id) {
        return Rule.liveById(caller.workspaceId(), Ids.parse(id))
                .orElseThrow(() -> ProblemException.notFound("rule with this id"));
    }

    private Campaign campaign(String slug) {
        return Campaign.liveBySlug(caller.workspaceId(), slug)
                .orElseThrow(() -> ProblemException.invalid("campaign", "is no slug of a campaign; create it first"));
    }

    private void apply(Rule rule, RuleDraft draft) {
        var errors = Conditions.errors(draft.conditionsOrNone());
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, errors);
        }
        int position = draft.position() == null ? rule.position : draft.position();
        boolean isForced = Boolean.TRUE.equals(draft.isForced());
        refuseTaken(rule, Objects.requireNonNull(draft.name()), position, isForced);
        rule.name = Objects.requireNonNull(draft.name());
        rule.position = position;
        rule.isForced = isForced;
        rule.isEnabled = !Boolean.FALSE.equals(draft.isEnabled());
        rule.isSticky = Boolean.TRUE.equals(draft.isSticky());
        rule.conditions = Conditions.text(json, draft.conditionsOrNone());
        rule.updatedAt = Moment.now();
    }

    /** Names and positions are each rule's own within its campaign; forced rules have positions of their own. */
    private static void refuseTaken(Rule rule, String name, int position, boolean isForced) {
        for (var other : Rule.inOrder(rule.workspaceId, rule.campaignId)) {
            if (other.id == rule.id) {
                continue;
            }
            if (other.name.equalsIgnoreCase(name)) {
                throw ProblemException.of(
                        ProblemCode.DUPLICATE, List.of(new FieldProblem("name", "is that of rule " + other.id)));
            }
            if (other.position == position && other.isForced == isForced) {
                throw ProblemException.of(
                        ProblemCode.DUPLICATE,
                        List.of(new FieldProblem(
                                "position",
                                "is that of rule " + other.id
                                        + "; PUT /api/campaigns/{key}/rules/order sets all positions at once")));
            }
        }
    }

    private static List<DestinationDraft> destinations(RuleDraft draft) {
        return Objects.requireNonNull(draft.destinations());
    }

    private static Destinations.Owner owner(Rule rule) {
        return new Destinations.Owner(rule.workspaceId, rule.campaignId, rule.id);
    }

    private static Set<String> macros(Rule rule) {
        return SourceMacros.of(Campaign.byIds(List.of(rule.campaignId)).getFirst().sourceId);
    }

    private static RuleDraft draft(RuleView view) {
        return new RuleDraft(
                view.campaign(),
                view.name(),
                view.position(),
                view.isForced(),
                view.isEnabled(),
                view.isSticky(),
                view.conditions(),
                view.destinations());
    }

    private Response answer(Rule rule) {
        return Response.ok(views.of(rule)).tag(Versions.tag(rule.version)).build();
    }
}
