package io.clickway.warehouse.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.campaign.Campaign;
import io.clickway.warehouse.destination.Destinations;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows rules; what many of them need is read at once. Within the caller's transaction. */
final class RuleViews {

    private final ObjectMapper json;

    RuleViews(ObjectMapper json) {
        this.json = json;
    }

    RuleView of(Rule rule) {
        return of(List.of(rule)).apply(rule);
    }

    /** For each of these rules. */
    Function<Rule, RuleView> of(List<Rule> rules) {
        var destinations =
                Destinations.ofRules(rules.stream().map(rule -> rule.id).toList());
        var campaigns = Campaign.byIds(
                        rules.stream().map(rule -> rule.campaignId).collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(each -> each.id, each -> each.slug));
        return rule -> RuleView.of(
                rule,
                Objects.requireNonNull(campaigns.get(rule.campaignId)),
                Conditions.parse(json, rule.conditions),
                destinations.getOrDefault(rule.id, List.of()));
    }
}
