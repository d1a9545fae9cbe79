package io.clickway.warehouse.decision;

import io.clickway.condition.ClickFacts;
import io.clickway.event.proto.Decision;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kept decision, made once more: {@code same}, {@code differs}, or {@code unknown} when it can't be told; and why. */
public record Replay(String result, @Nullable String why) {

    private static final String SAME = "same";
    private static final String DIFFERS = "differs";

    public static Replay unknown(String why) {
        return new Replay("unknown", why);
    }

    /** @param campaign as it stood when the click was decided, empty when that is not kept; so with the link */
    public static Replay of(
            Decision kept, Optional<CampaignRecord> campaign, Optional<LinkRecord> link, ClickFacts facts) {
        if (campaign.isEmpty()) {
            return unknown("the campaign is not kept as it stood at this version of the configuration");
        }
        if (link.isEmpty()) {
            return unknown("the link is not kept at this revision");
        }
        var plan = LinkPlan.ofUsable(link.get(), CampaignPlan.compileUsable(campaign.get(), _ -> {}), _ -> {});
        var decided = plan.decide(facts);
        var again = decided.toProto();
        if (kept.equals(again)) {
            return new Replay(SAME, null);
        }
        if (!decided.isCertain()) {
            return unknown("condition " + decided.untoldCondition() + " of rule " + decided.untoldRuleId()
                    + " needs more of the address than is kept");
        }
        if (!decided.isTraceCertain() && withoutTrace(kept).equals(withoutTrace(again))) {
            return new Replay(
                    SAME, "but which condition failed can't be told: one needs more of the address than is kept");
        }
        return new Replay(DIFFERS, differences(kept, again));
    }

    private static Decision withoutTrace(Decision decision) {
        return decision.toBuilder().clearPassed().build();
    }

    private static String differences(Decision kept, Decision again) {
        var found = new ArrayList<String>();
        for (var field : Decision.getDescriptor().getFields()) {
            if (!kept.getField(field).equals(again.getField(field))) {
                found.add(
                        field.isRepeated()
                                ? "the rules that did not take the click differ"
                                : field.getName() + " is " + again.getField(field) + " and was "
                                        + kept.getField(field));
            }
        }
        return String.join("; ", found);
    }
}
