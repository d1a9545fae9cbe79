package io.clickway.rule;

import io.clickway.condition.ClickFacts;
import io.clickway.event.proto.Outcome;
import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import io.clickway.links.proto.LinkRecord;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link ready to decide clicks. Thread-safe; small, for there are many. */
public final class LinkPlan {

    private final int linkId;
    private final int revision;
    private final String slug;
    private final CampaignPlan campaign;
    private final @Nullable DestinationTemplate url;
    private final @Nullable DestinationTemplate fallback;
    private final long startsAtMillis;
    private final long expiresAtMillis;
    private final boolean passesQuery;

    private LinkPlan(
            LinkRecord record,
            CampaignPlan campaign,
            @Nullable DestinationTemplate url,
            @Nullable DestinationTemplate fallback) {
        this.linkId = record.getLinkId();
        this.revision = record.getRevision();
        this.slug = record.getSlug();
        this.campaign = campaign;
        this.url = url;
        this.fallback = fallback;
        this.startsAtMillis = record.getStartsAtMs();
        this.expiresAtMillis = record.getExpiresAtMs() == 0 ? Long.MAX_VALUE : record.getExpiresAtMs();
        this.passesQuery = record.getPassesQuery();
    }

    /** @throws InvalidCampaignException names the first thing that is wrong */
    public static LinkPlan of(LinkRecord record, CampaignPlan campaign) throws InvalidCampaignException {
        var problems = new ArrayList<Finding>();
        var plan = ofUsable(record, campaign, problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidCampaignException(problems.getFirst().toString());
        }
        return plan;
    }

    /** Leaves out a URL that is refused, never the link. */
    public static LinkPlan ofUsable(LinkRecord record, CampaignPlan campaign, Consumer<Finding> left) {
        var own = campaign.ownParameters();
        return new LinkPlan(
                record,
                campaign,
                template(record.getUrl(), own, Places.of(record), "URL", left),
                template(record.getFallbackUrl(), own, Places.of(record), "fallback URL", left));
    }

    private static @Nullable DestinationTemplate template(
            String url, Set<String> own, String where, String what, Consumer<Finding> left) {
        if (url.isEmpty()) {
            return null;
        }
        try {
            return DestinationTemplate.parse(url, own);
        } catch (InvalidDestinationException invalid) {
            left.accept(Finding.error(where, "has a " + what + " that " + invalid.getMessage()));
            return null;
        }
    }

    /** Decides where a click goes. Allocates the decision and the bytes of its trace, whatever the number of rules. */
    public Decision decide(ClickFacts facts) {
        long now = facts.timeMillis();
        if (now < startsAtMillis || now >= expiresAtMillis) {
            return decideOutside(now < startsAtMillis ? Outcome.NOT_STARTED : Outcome.EXPIRED, facts);
        }
        var rules = campaign.rules();
        var trace = rules.length == 0 ? Trace.NONE : new Trace(Math.min(rules.length, Limits.TRACE));
        for (var rule : rules) {
            int failed = rule.ask(facts);
            if (failed == Rule.TAKES) {
                int draw = Draw.below(bits(rule, facts), rule.destinations().sum());
                return new Decision(
                        this, Outcome.RULE, rule, rule.destinations().at(draw), null, draw, trace);
            }
            trace.add(failed, rule);
        }
        return url != null
                ? new Decision(this, Outcome.LINK_URL, null, null, url, 0, trace)
                : decideDefault(Outcome.CAMPAIGN_DEFAULT, facts, trace);
    }

    private int bits(Rule rule, ClickFacts facts) {
        return rule.isSticky()
                ? Draw.ofVisitor(facts.visitor(), campaign.campaignId())
                : Draw.ofClickAtRule(facts.idHigh(), facts.idLow(), rule.ruleId());
    }

    private Decision decideOutside(Outcome outcome, ClickFacts facts) {
        var template = fallback != null ? fallback : url;
        return template != null
                ? new Decision(this, outcome, null, null, template, 0, Trace.NONE)
                : decideDefault(outcome, facts, Trace.NONE);
    }

    private Decision decideDefault(Outcome outcome, ClickFacts facts, Trace trace) {
        var defaults = campaign.defaults();
        if (defaults.isEmpty()) {
            return new Decision(this, Outcome.NO_DESTINATION, null, null, null, 0, trace);
        }
        int bits = campaign.isSticky()
                ? Draw.ofVisitor(facts.visitor(), campaign.campaignId())
                : Draw.ofClickAtCampaign(facts.idHigh(), facts.idLow(), campaign.campaignId());
        int draw = Draw.below(bits, defaults.sum());
        return new Decision(this, outcome, null, defaults.at(draw), null, draw, trace);
    }

    public int linkId() {
        return linkId;
    }

    public int revision() {
        return revision;
    }

    public String slug() {
        return slug;
    }

    public CampaignPlan campaign() {
        return campaign;
    }

    /** Whether the visitor's own parameters are added to the destination's: see {@link io.clickway.link.QueryPass}. */
    public boolean passesQuery() {
        return passesQuery;
    }
}
