package io.clickway.warehouse.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The order of a campaign's rules, all at once: one by one, two of them would share a position in between. */
@Path("/api/campaigns/{key}/rules/order")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "rules")
public class RuleOrderResource {

    private final Caller caller;
    private final Drafts drafts;
    private final RuleViews views;

    RuleOrderResource(Caller caller, Drafts drafts, ObjectMapper json) {
        this.caller = caller;
        this.drafts = drafts;
        this.views = new RuleViews(json);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Puts all rules of a campaign into this order at once",
            description = "Sets their positions; forced rules are asked before the others all the same")
    @APIResponse(responseCode = "200", description = "The rules in the order in which they are asked")
    @APIResponse(responseCode = "400", description = "A rule is missing, stands twice or is another campaign's")
    @Transactional
    public List<RuleView> order(@PathParam("key") String key, @Nullable RuleOrder body) {
        var campaign = Campaign.liveByKey(caller.workspaceId(), key)
                .orElseThrow(() -> ProblemException.notFound("campaign with this id or slug"));
        var wanted = Objects.requireNonNull(drafts.checked(body).rules());
        var rules = Rule.inOrder(caller.workspaceId(), campaign.id);
        var ids = rules.stream().map(rule -> rule.id).toList();
        if (wanted.size() != ids.size() || !new HashSet<>(wanted).equals(new HashSet<>(ids))) {
            throw ProblemException.invalid("rules", "must hold each rule of the campaign once; they are " + ids);
        }
        for (var rule : rules) {
            int position = (wanted.indexOf(rule.id) + 1) * RuleOrder.STEP;
            if (rule.position != position) {
                rule.position = position;
                rule.updatedAt = Moment.now();
            }
        }
        Rule.flush();
        var ordered = Rule.inOrder(caller.workspaceId(), campaign.id);
        return ordered.stream().map(views.of(ordered)).toList();
    }
}
