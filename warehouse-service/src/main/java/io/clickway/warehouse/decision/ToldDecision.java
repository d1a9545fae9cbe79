package io.clickway.warehouse.decision;

import io.clickway.condition.ClickFacts;
import io.clickway.condition.ConditionWords;
import io.clickway.event.proto.Decision;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.RulePassed;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.rule.DecisionWords;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a click's destination was found. {@code of} is the sum of the weights that was drawn among; {@code passed} are the rules
 * that were asked and did not take the click, at most 64; {@code words} tell all of it in order. What is not kept any more is
 * null, and named by its number.
 */
public record ToldDecision(
        long configVersion,
        int linkRevision,
        String outcome,
        @Nullable Named rule,
        @Nullable Place destination,
        int draw,
        @Nullable Long of,
        List<Passed> passed,
        List<String> words) {

    public ToldDecision {
        passed = List.copyOf(passed);
        words = List.copyOf(words);
    }

    /** A rule; {@code name} is what it was called at that time. */
    public record Named(int id, @Nullable String name) {}

    /** Where the click went: an offer's or lander's number and slug, or neither for a URL of its own. */
    public record Place(
            int id,
            @Nullable Named offer,
            @Nullable Named lander,
            @Nullable String url) {}

    /** {@code condition} counts from 0; {@code says} is what the click is and what the condition wants. */
    public record Passed(
            Named rule, int condition, @Nullable String says) {}

    /** @param campaign as it stood at the version, empty when that is not kept; so with the link */
    public static ToldDecision of(
            long configVersion,
            Decision decision,
            Optional<CampaignRecord> campaign,
            Optional<LinkRecord> link,
            ClickFacts facts) {
        var known = campaign.orElse(CampaignRecord.getDefaultInstance());
        var rule = rule(known, decision.getRuleId());
        var drawn = decision.getOutcome() == Outcome.RULE
                ? rule.map(RuleRecord::getDestinationsList).orElse(List.of())
                : known.getDefaultsList();
        boolean wasDrawn = decision.getDestinationId() != 0 && !drawn.isEmpty();
        return new ToldDecision(
                configVersion,
                decision.getLinkRevision(),
                word(decision.getOutcome()),
                decision.getRuleId() == 0 ? null : named(decision.getRuleId(), rule),
                decision.getDestinationId() == 0 ? null : place(decision, drawn),
                decision.getDraw(),
                wasDrawn
                        ? drawn.stream().mapToLong(DestinationRecord::getWeight).sum()
                        : null,
                decision.getPassedList().stream()
                        .map(passed -> passed(known, passed, facts))
                        .toList(),
                DecisionWords.tell(known, link.orElse(LinkRecord.getDefaultInstance()), decision, facts));
    }

    /** As in the view {@code reporting.clicks}. */
    public static String word(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "unknown";
            case RULE, LINK_URL, CAMPAIGN_DEFAULT, NOT_STARTED, EXPIRED, NO_DESTINATION ->
                outcome.name().toLowerCase(Locale.ROOT);
        };
    }

    private static Place place(Decision decision, List<DestinationRecord> drawn) {
        var record = drawn.stream()
                .filter(each -> each.getDestinationId() == decision.getDestinationId())
                .findFirst();
        var name = record.map(DestinationRecord::getName).orElse(null);
        return new Place(
                decision.getDestinationId(),
                decision.getOfferId() == 0 ? null : new Named(decision.getOfferId(), name),
                decision.getLanderId() == 0 ? null : new Named(decision.getLanderId(), name),
                record.map(DestinationRecord::getUrl).orElse(null));
    }

    private static Passed passed(CampaignRecord campaign, RulePassed passed, ClickFacts facts) {
        var rule = rule(campaign, passed.getRuleId());
        var says = rule.filter(each -> passed.getCondition() < each.getConditionsCount())
                .map(each -> ConditionWords.say(each.getConditions(passed.getCondition()), facts))
                .orElse(null);
        return new Passed(named(passed.getRuleId(), rule), passed.getCondition(), says);
    }

    private static Named named(int id, Optional<RuleRecord> rule) {
        return new Named(id, rule.map(RuleRecord::getName).orElse(null));
    }

    private static Optional<RuleRecord> rule(CampaignRecord campaign, int id) {
        return campaign.getRulesList().stream()
                .filter(rule -> rule.getRuleId() == id)
                .findFirst();
    }
}
