package io.clickway.rule;

import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;

/** Names the parts of a campaign as people know them; conditions and destinations are counted from 1. */
final class Places {

    private Places() {}

    static String of(CampaignRecord campaign) {
        return "campaign '" + campaign.getSlug() + "'";
    }

    static String of(LinkRecord link) {
        return "link '" + (link.getDomain().equals("*") ? "" : link.getDomain() + "/") + link.getSlug() + "'";
    }

    static String of(RuleRecord rule) {
        return "rule " + name(rule);
    }

    static String name(RuleRecord rule) {
        return "'" + (rule.getName().isEmpty() ? "#" + rule.getRuleId() : rule.getName()) + "'";
    }

    static String condition(int index) {
        return "condition " + (index + 1);
    }

    static String destination(DestinationRecord destination, int index) {
        return "destination " + (index + 1)
                + (destination.getName().isEmpty() ? "" : " '" + destination.getName() + "'");
    }
}
