package io.clickway.rule;

import io.clickway.condition.Condition;
import io.clickway.condition.InvalidConditionException;
import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.links.proto.SourceParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A campaign ready to decide clicks of its links. Thread-safe; one for all links of a campaign. */
public final class CampaignPlan {

    private final int campaignId;
    private final int workspaceId;
    private final String slug;
    private final TrafficSource source;
    private final Set<String> ownParameters;
    private final Rule[] rules;
    private final Destinations defaults;
    private final boolean isSticky;

    private CampaignPlan(CampaignRecord record, Set<String> ownParameters, Rule[] rules, Destinations defaults) {
        this.campaignId = record.getCampaignId();
        this.workspaceId = record.getWorkspaceId();
        this.slug = record.getSlug();
        this.source = TrafficSource.of(record.getSource());
        this.ownParameters = ownParameters;
        this.rules = rules;
        this.defaults = defaults;
        this.isSticky = record.getIsSticky();
    }

    /** @throws InvalidCampaignException names the first thing that is wrong */
    public static CampaignPlan compile(CampaignRecord record) throws InvalidCampaignException {
        var problems = new ArrayList<Finding>();
        var plan = compileUsable(record, problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidCampaignException(problems.getFirst().toString());
        }
        return plan;
    }

    /**
     * Leaves out what can't be used, never the campaign: a destination with a URL that is refused, a rule with a condition
     * that can't be read or without destinations (it would take clicks it wasn't meant for, or lead nowhere).
     */
    public static CampaignPlan compileUsable(CampaignRecord record, Consumer<Finding> left) {
        var own = ownParameters(record);
        var where = Places.of(record);
        var rules = new ArrayList<Rule>();
        for (var rule : record.getRulesList()) {
            compileRule(rule, own, where + ", " + Places.of(rule), left, rules);
        }
        if (rules.size() > Limits.RULES) {
            left.accept(Finding.error(where, "has more than " + Limits.RULES + " rules; the last ones are left out"));
            rules.subList(Limits.RULES, rules.size()).clear();
        }
        var defaults = compileDestinations(record.getDefaultsList(), own, where + ", default", left);
        if (defaults.isEmpty() && record.getDefaultsCount() > 0) {
            left.accept(Finding.error(where, "has no usable default destination; give one a weight above 0"));
        }
        return new CampaignPlan(record, own, rules.toArray(Rule[]::new), defaults);
    }

    /** For links whose campaign isn't known (yet): no rules, no defaults. */
    public static CampaignPlan unknown(int campaignId, int workspaceId) {
        var record = CampaignRecord.newBuilder()
                .setCampaignId(campaignId)
                .setWorkspaceId(workspaceId)
                .build();
        return new CampaignPlan(record, Set.of(), new Rule[0], Destinations.of(List.of()));
    }

    /** Names of the traffic source's parameters, which destinations may use as macros. */
    public static Set<String> ownParameters(CampaignRecord record) {
        var names = new TreeSet<String>();
        for (SourceParameter parameter : record.getSource().getParametersList()) {
            names.add(parameter.getName());
        }
        return Set.copyOf(names);
    }

    private static void compileRule(
            RuleRecord record, Set<String> own, String where, Consumer<Finding> left, List<Rule> rules) {
        if (record.getConditionsCount() > Limits.CONDITIONS) {
            left.accept(Finding.error(
                    where,
                    "has more than " + Limits.CONDITIONS + " conditions; split it, or join values of one field"));
            return;
        }
        var conditions = new Condition[record.getConditionsCount()];
        for (int i = 0; i < conditions.length; i++) {
            try {
                conditions[i] = Condition.parse(record.getConditions(i));
            } catch (InvalidConditionException invalid) {
                left.accept(Finding.error(where + ", " + Places.condition(i), String.valueOf(invalid.getMessage())));
                return;
            }
        }
        var destinations = compileDestinations(record.getDestinationsList(), own, where, left);
        if (destinations.isEmpty()) {
            left.accept(Finding.error(where, "has no usable destination; give it one with a weight above 0"));
            return;
        }
        rules.add(new Rule(record.getRuleId(), record.getName(), record.getIsSticky(), conditions, destinations));
    }

    private static Destinations compileDestinations(
            List<DestinationRecord> records, Set<String> own, String where, Consumer<Finding> left) {
        var destinations = new ArrayList<Destination>();
        for (int i = 0; i < records.size(); i++) {
            var record = records.get(i);
            var place = where + ", " + Places.destination(record, i);
            if (i >= Limits.DESTINATIONS) {
                left.accept(Finding.error(place, "is one of more than " + Limits.DESTINATIONS + "; leave some out"));
                break;
            }
            if (record.getWeight() < 0 || record.getWeight() > Limits.WEIGHT) {
                left.accept(Finding.error(
                        place,
                        "has the weight " + Integer.toUnsignedString(record.getWeight()) + "; give it 0 to "
                                + Limits.WEIGHT));
                continue;
            }
            try {
                destinations.add(new Destination(
                        record.getDestinationId(),
                        record.getOfferId(),
                        record.getLanderId(),
                        record.getName(),
                        DestinationTemplate.parse(record.getUrl(), own),
                        record.getWeight()));
            } catch (InvalidDestinationException invalid) {
                left.accept(Finding.error(place, "has a URL that " + invalid.getMessage()));
            }
        }
        return Destinations.of(destinations);
    }

    public int campaignId() {
        return campaignId;
    }

    public int workspaceId() {
        return workspaceId;
    }

    public String slug() {
        return slug;
    }

    public TrafficSource source() {
        return source;
    }

    /** Whether anything of a click but its time may change where it goes. */
    public boolean hasRules() {
        return rules.length > 0;
    }

    public Set<String> ownParameters() {
        return ownParameters;
    }

    Rule[] rules() {
        return rules;
    }

    Destinations defaults() {
        return defaults;
    }

    boolean isSticky() {
        return isSticky;
    }
}
