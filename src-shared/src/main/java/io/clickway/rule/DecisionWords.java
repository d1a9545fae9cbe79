package io.clickway.rule;

import io.clickway.condition.ClickFacts;
import io.clickway.condition.ConditionWords;
import io.clickway.event.proto.Decision;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.RulePassed;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a kept decision to people. Not for the hot path. */
public final class DecisionWords {

    private DecisionWords() {}

    /**
     * One sentence per step, in order, without a full stop: the rules that did not hold and why, what took the click, what
     * was drawn. Campaign and link must be of the revision that decided; what they don't hold any more is named by number.
     */
    public static List<String> tell(CampaignRecord campaign, LinkRecord link, Decision decision, ClickFacts facts) {
        var steps = new ArrayList<String>();
        for (var passed : decision.getPassedList()) {
            steps.add(passed(campaign, passed, facts));
        }
        if (decision.getPassedCount() == Limits.TRACE) {
            steps.add("rules further down are not kept, only which one took the click");
        }
        switch (decision.getOutcome()) {
            case RULE -> taken(campaign, decision, steps);
            case LINK_URL -> steps.add("no rule took the click: the link's own URL");
            case CAMPAIGN_DEFAULT -> {
                steps.add("no rule took the click and the link has no URL of its own: the campaign's default");
                steps.add(drawn(campaign.getDefaultsList(), decision));
            }
            case NOT_STARTED, EXPIRED -> outside(campaign, link, decision, steps);
            case NO_DESTINATION -> nowhere(link, facts, steps);
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> steps.add("how the destination was found was not kept");
        }
        return List.copyOf(steps);
    }

    private static void taken(CampaignRecord campaign, Decision decision, List<String> steps) {
        var rule = rule(campaign, decision.getRuleId());
        steps.add(rule.map(Places::of).orElse("rule #" + decision.getRuleId()) + " took the click");
        steps.add(drawn(rule.map(RuleRecord::getDestinationsList).orElse(List.of()), decision));
    }

    private static void outside(CampaignRecord campaign, LinkRecord link, Decision decision, List<String> steps) {
        steps.add(times(link, decision.getOutcome() == Outcome.NOT_STARTED));
        if (decision.getDestinationId() != 0) {
            steps.add("it has no fallback and no URL of its own: the campaign's default");
            steps.add(drawn(campaign.getDefaultsList(), decision));
        } else {
            steps.add(link.getFallbackUrl().isEmpty() ? "it has no fallback: its own URL" : "its fallback URL");
        }
    }

    private static void nowhere(LinkRecord link, ClickFacts facts, List<String> steps) {
        boolean isEarly = facts.timeMillis() < link.getStartsAtMs();
        boolean isLate = link.getExpiresAtMs() != 0 && facts.timeMillis() >= link.getExpiresAtMs();
        steps.add(isEarly || isLate ? times(link, isEarly) : "no rule took the click");
        steps.add(
                "there is nowhere to send the visitor: neither the link nor its campaign has a destination that can be"
                        + " used");
    }

    private static String times(LinkRecord link, boolean isEarly) {
        return isEarly
                ? "the link starts only at " + Instant.ofEpochMilli(link.getStartsAtMs())
                : "the link expired at " + Instant.ofEpochMilli(link.getExpiresAtMs());
    }

    private static String passed(CampaignRecord campaign, RulePassed passed, ClickFacts facts) {
        var rule = rule(campaign, passed.getRuleId());
        if (rule.isEmpty() || passed.getCondition() >= rule.get().getConditionsCount()) {
            return "rule #" + passed.getRuleId() + " did not hold";
        }
        var condition = rule.get().getConditions(passed.getCondition());
        return Places.of(rule.get()) + " did not hold: " + ConditionWords.say(condition, facts);
    }

    private static Optional<RuleRecord> rule(CampaignRecord campaign, int ruleId) {
        return campaign.getRulesList().stream()
                .filter(rule -> rule.getRuleId() == ruleId)
                .findFirst();
    }

    private static String drawn(List<DestinationRecord> destinations, Decision decision) {
        var chosen = destinations.stream()
                .filter(destination -> destination.getDestinationId() == decision.getDestinationId())
                .findFirst()
                .map(DecisionWords::name)
                .orElse("destination #" + decision.getDestinationId());
        long sum = destinations.stream().mapToLong(DestinationRecord::getWeight).sum();
        if (destinations.size() < 2) {
            return "its only destination: " + chosen;
        }
        return "drew " + decision.getDraw() + " of " + sum + ": " + chosen + " (weights "
                + destinations.stream()
                        .map(destination -> name(destination) + " " + destination.getWeight())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String name(DestinationRecord destination) {
        if (destination.getName().isEmpty()) {
            return "destination #" + destination.getDestinationId();
        }
        var kind = destination.getLanderId() != 0 ? "lander " : destination.getOfferId() != 0 ? "offer " : "";
        return kind + "'" + destination.getName() + "'";
    }
}
