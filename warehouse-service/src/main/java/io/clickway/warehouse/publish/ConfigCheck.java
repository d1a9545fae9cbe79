package io.clickway.warehouse.publish;

import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.rule.CampaignCheck;
import io.clickway.rule.Finding;
import io.clickway.warehouse.routing.LiveCampaign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks a configuration over before it is published: each campaign by {@link CampaignCheck}, and of the links, which are many,
 * only those that a glance finds suspect. Findings are bounded: what is left out is counted. Not thread-safe.
 */
final class ConfigCheck {

    /** A campaign is one record of a shard; half of one leaves room for its neighbours. */
    static final int MAX_CAMPAIGN_BYTES = ShardBuilder.MAX_SHARD_BYTES / 2;

    private static final int MAX_FINDINGS = 100;

    private final Set<String> ownHosts;
    private final Map<Integer, CampaignRecord> campaigns = new HashMap<>();
    private final Set<Finding> found = new LinkedHashSet<>();
    private int left;

    /** @param ownHosts domains that our edges answer for */
    ConfigCheck(Set<String> ownHosts) {
        this.ownHosts = ownHosts;
    }

    /** Campaigns come before their links. */
    void campaigns(Collection<LiveCampaign> live) {
        for (var campaign : live) {
            campaigns.put(campaign.record().getCampaignId(), campaign.record());
            CampaignCheck.check(campaign.record(), ownHosts).forEach(this::add);
            int size = campaign.record().getSerializedSize();
            if (size > MAX_CAMPAIGN_BYTES) {
                add(new Finding(
                        Finding.Severity.ERROR,
                        "campaign '" + campaign.record().getSlug() + "'",
                        "has " + size + " bytes of rules, at most " + MAX_CAMPAIGN_BYTES
                                + " are published; split it, or its lists of values"));
            }
        }
    }

    void link(LinkRecord link) {
        var campaign = campaigns.get(link.getCampaignId());
        if (campaign == null || isSuspect(link, campaign)) {
            // Checks the campaign again; its findings are known already and a set takes none twice.
            CampaignCheck.checkAll(campaign == null ? List.of() : List.of(campaign), List.of(link), ownHosts)
                    .forEach(this::add);
        }
    }

    /** Nothing is wrong with the others: each was checked by itself when it was written. */
    private boolean isSuspect(LinkRecord link, CampaignRecord campaign) {
        return (link.getUrl().isEmpty() && campaign.getDefaultsCount() == 0)
                || hasMacros(link.getUrl())
                || hasMacros(link.getFallbackUrl())
                || leadsToUs(link.getUrl())
                || leadsToUs(link.getFallbackUrl());
    }

    /** Perhaps one of the traffic source's, which may be another one by now. */
    private static boolean hasMacros(String url) {
        return url.indexOf('{') >= 0 && !isGoodForAnySource(url);
    }

    private static boolean isGoodForAnySource(String url) {
        try {
            DestinationTemplate.parse(url);
            return true;
        } catch (InvalidDestinationException unknownMacro) {
            return false;
        }
    }

    private boolean leadsToUs(String url) {
        if (url.isEmpty() || ownHosts.isEmpty()) {
            return false;
        }
        try {
            return ownHosts.contains(DestinationTemplate.hostOf(url));
        } catch (InvalidDestinationException unreadable) {
            return true;
        }
    }

    private void add(Finding finding) {
        if (found.size() < MAX_FINDINGS || (finding.severity() == Finding.Severity.ERROR && !hasErrors())) {
            found.add(finding);
        } else if (!found.contains(finding)) {
            left++;
        }
    }

    boolean hasErrors() {
        return !of(Finding.Severity.ERROR).isEmpty();
    }

    List<Finding> of(Finding.Severity severity) {
        return found.stream().filter(finding -> finding.severity() == severity).toList();
    }

    /** All of them, errors first. */
    List<Finding> findings() {
        var all = new ArrayList<>(of(Finding.Severity.ERROR));
        all.addAll(of(Finding.Severity.WARNING));
        return all;
    }

    /** How many are not among the findings because there are too many. */
    int left() {
        return left;
    }
}
