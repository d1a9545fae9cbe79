package io.clickway.rule;

import io.clickway.condition.Condition;
import io.clickway.condition.ConditionWords;
import io.clickway.condition.InvalidConditionException;
import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import io.clickway.link.Macro;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks a configuration over before it is published. What can't be compiled, what would never do what it says (a rule that
 * no click reaches, that contradicts itself, that sends visitors back to us) is an error; findings come in the records'
 * order, the same for the same records. "Never" is said only where it is certain.
 */
public final class CampaignCheck {

    private record Read(RuleRecord record, List<Condition> conditions) {}

    private final Set<String> ownHosts;
    private final List<Finding> findings = new ArrayList<>();

    private CampaignCheck(Set<String> ownHosts) {
        this.ownHosts = new HashSet<>();
        ownHosts.forEach(host -> this.ownHosts.add(host.toLowerCase(Locale.ROOT)));
    }

    /** @param ownHosts domains that our edges answer for, without port; "*" is no host */
    public static List<Finding> check(CampaignRecord campaign, Set<String> ownHosts) {
        var check = new CampaignCheck(ownHosts);
        check.campaign(campaign);
        return List.copyOf(check.findings);
    }

    /** A whole configuration, or a part of it: campaigns and their links. */
    public static List<Finding> checkAll(
            Collection<CampaignRecord> campaigns, Collection<LinkRecord> links, Set<String> ownHosts) {
        var check = new CampaignCheck(ownHosts);
        Map<Integer, CampaignRecord> byId = new HashMap<>();
        Map<Integer, CampaignPlan> plans = new HashMap<>();
        for (var campaign : campaigns) {
            if (byId.putIfAbsent(campaign.getCampaignId(), campaign) != null) {
                check.findings.add(Finding.error(Places.of(campaign), "has the number of another one"));
            }
            check.campaign(campaign);
        }
        for (var link : links) {
            var campaign = byId.get(link.getCampaignId());
            if (campaign == null) {
                check.findings.add(Finding.error(
                        Places.of(link), "is of a campaign that isn't there; give it one of this configuration"));
            } else {
                var plan = plans.computeIfAbsent(
                        campaign.getCampaignId(), _ -> CampaignPlan.compileUsable(campaign, _ -> {}));
                check.link(link, campaign, plan);
            }
        }
        return List.copyOf(check.findings);
    }

    private void campaign(CampaignRecord campaign) {
        var where = Places.of(campaign);
        CampaignPlan.compileUsable(campaign, findings::add);
        source(campaign, where);
        order(campaign, where);
        var above = new ArrayList<Read>();
        for (var rule : campaign.getRulesList()) {
            rule(rule, where + ", " + Places.of(rule), above);
            hosts(rule.getDestinationsList(), where + ", " + Places.of(rule));
        }
        hosts(campaign.getDefaultsList(), where + ", default");
    }

    private void source(CampaignRecord campaign, String where) {
        var names = new HashSet<String>();
        for (var parameter : campaign.getSource().getParametersList()) {
            var place = where + ", parameter '" + parameter.getName() + "' of its traffic source";
            var name = parameter.getName();
            if (name.isBlank() || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
                findings.add(Finding.error(place, "is no name a URL can hold; write it as it stands in the URL"));
            } else if (!names.add(name)) {
                findings.add(Finding.error(place, "is there twice; remove one"));
            } else if (Macro.byName(name).filter(macro -> macro.subIndex() < 0).isPresent()) {
                findings.add(Finding.warning(
                        place,
                        "can't be reached by {" + name + "}, which is a macro of its own; have it kept as a sub"));
            }
            if (parameter.getSub() < 0 || parameter.getSub() > Macro.SUBS) {
                findings.add(Finding.error(place, "is kept as a sub that is none of 1 to " + Macro.SUBS));
            }
        }
    }

    private void order(CampaignRecord campaign, String where) {
        var names = new HashSet<String>();
        var ids = new HashSet<Integer>();
        RuleRecord before = null;
        for (var rule : campaign.getRulesList()) {
            var place = where + ", " + Places.of(rule);
            if (!rule.getName().isEmpty() && !names.add(rule.getName().toLowerCase(Locale.ROOT))) {
                findings.add(Finding.error(place, "has the name of another rule; rename one"));
            }
            if (!ids.add(rule.getRuleId())) {
                findings.add(Finding.error(place, "has the number of another rule"));
            }
            if (before != null && before.getIsForced() == rule.getIsForced()) {
                if (before.getPosition() == rule.getPosition()) {
                    findings.add(Finding.error(
                            place,
                            "has the position " + rule.getPosition() + " of rule " + Places.name(before)
                                    + "; give each its own"));
                } else if (Integer.compareUnsigned(before.getPosition(), rule.getPosition()) > 0) {
                    findings.add(Finding.error(
                            place,
                            "stands behind rule " + Places.name(before)
                                    + " though its position is lower; order the rules by position"));
                }
            } else if (before != null && rule.getIsForced()) {
                findings.add(Finding.error(
                        place, "is forced but stands behind rule " + Places.name(before) + "; forced ones come first"));
            }
            before = rule;
        }
    }

    private void rule(RuleRecord rule, String where, List<Read> above) {
        List<Condition> conditions = new ArrayList<>();
        for (var condition : rule.getConditionsList()) {
            try {
                conditions.add(Condition.parse(condition));
            } catch (InvalidConditionException alreadyFound) {
                return;
            }
        }
        if (contradiction(rule, conditions, where)) {
            return;
        }
        for (var earlier : above) {
            if (takesAll(earlier.conditions, conditions)) {
                findings.add(Finding.error(
                        where,
                        "is never reached: rule " + Places.name(earlier.record)
                                + " above it takes every click it would take; "
                                + "move it up, narrow that one, or remove it"));
                return;
            }
        }
        if (rule.getDestinationsList().stream().anyMatch(CampaignCheck::isDrawn)) {
            above.add(new Read(rule, conditions));
        }
    }

    private boolean contradiction(RuleRecord rule, List<Condition> conditions, String where) {
        for (int i = 1; i < conditions.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (conditions.get(j).excludes(conditions.get(i))) {
                    findings.add(Finding.error(
                            where,
                            "never takes a click: its conditions " + (j + 1) + " and " + (i + 1) + " on "
                                    + ConditionWords.of(rule.getConditions(i).getField())
                                    + " contradict each other; join their values in one condition, or remove one"));
                    return true;
                }
            }
        }
        return false;
    }

    /** For each condition of the earlier rule the later one has one that makes it sure. */
    private static boolean takesAll(List<Condition> earlier, List<Condition> later) {
        return earlier.stream().allMatch(wide -> later.stream().anyMatch(narrow -> narrow.isWithin(wide)));
    }

    private void hosts(List<DestinationRecord> destinations, String where) {
        for (int i = 0; i < destinations.size(); i++) {
            loop(destinations.get(i).getUrl(), where + ", " + Places.destination(destinations.get(i), i));
        }
    }

    private void loop(String url, String where) {
        try {
            // Only its host matters here: whatever stands in braces behind it was looked at before.
            var host = DestinationTemplate.hostOf(url);
            if (ownHosts.contains(host)) {
                findings.add(Finding.error(
                        where,
                        "leads to " + host
                                + ", one of our own domains: visitors would come back; name the goal itself"));
            }
        } catch (InvalidDestinationException alreadyFound) {
            // The compiler has reported it.
        }
    }

    private void link(LinkRecord link, CampaignRecord campaign, CampaignPlan plan) {
        var where = Places.of(link);
        LinkPlan.ofUsable(link, plan, findings::add);
        if (!link.getUrl().isEmpty()) {
            loop(link.getUrl(), where + ", URL");
        }
        if (!link.getFallbackUrl().isEmpty()) {
            loop(link.getFallbackUrl(), where + ", fallback URL");
        }
        if (link.getExpiresAtMs() != 0 && link.getExpiresAtMs() <= link.getStartsAtMs()) {
            findings.add(Finding.error(where, "expires before it starts; move one of the times"));
        }
        boolean hasDefaults = campaign.getDefaultsList().stream().anyMatch(CampaignCheck::isDrawn);
        if (!link.getUrl().isEmpty() || hasDefaults) {
            return;
        }
        if (campaign.getRulesList().stream().noneMatch(CampaignCheck::isCatchAll)) {
            findings.add(
                    Finding.error(
                            where,
                            "leads nowhere when no rule takes the click; give it a URL, or its campaign a default destination"));
        } else if (link.getFallbackUrl().isEmpty() && (link.getStartsAtMs() != 0 || link.getExpiresAtMs() != 0)) {
            findings.add(
                    Finding.error(
                            where,
                            "leads nowhere outside its times; give it a fallback URL, a URL, or its campaign a default destination"));
        }
    }

    private static boolean isCatchAll(RuleRecord rule) {
        return rule.getConditionsCount() == 0
                && rule.getDestinationsList().stream().anyMatch(CampaignCheck::isDrawn);
    }

    private static boolean isDrawn(DestinationRecord destination) {
        return destination.getWeight() > 0;
    }
}
