package io.clickway.warehouse.rule;

import io.clickway.warehouse.destination.DestinationDraft;
import java.time.Instant;
import java.util.List;

/** A rule as the API shows it; {@code campaign} is the campaign's slug. */
public record RuleView(
        int id,
        String campaign,
        String name,
        int position,
        boolean isForced,
        boolean isEnabled,
        boolean isSticky,
        List<ConditionDraft> conditions,
        List<DestinationDraft> destinations,
        Instant createdAt,
        Instant updatedAt,
        int version) {

    public RuleView {
        conditions = List.copyOf(conditions);
        destinations = List.copyOf(destinations);
    }

    static RuleView of(
            Rule rule, String campaign, List<ConditionDraft> conditions, List<DestinationDraft> destinations) {
        return new RuleView(
                rule.id,
                campaign,
                rule.name,
                rule.position,
                rule.isForced,
                rule.isEnabled,
                rule.isSticky,
                conditions,
                destinations,
                rule.createdAt,
                rule.updatedAt,
                rule.version);
    }
}
