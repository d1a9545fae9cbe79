package io.clickway.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.condition.KeptFacts;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Decision;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Parameter;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.testkit.Facts;
import org.junit.jupiter.api.Test;

/** Over random campaigns and clicks; a failure names the seed. */
class DecisionPropertyTest {

    private static final int CAMPAIGNS = 2000;
    private static final int CLICKS = 40;

    @Test
    void agreesWithANaiveReading() throws Exception {
        long seed = System.nanoTime();
        int taken = 0;
        for (int i = 0; i < CAMPAIGNS; i++) {
            var random = new RandomCampaigns(seed + i);
            var campaign = random.campaign();
            var link = random.link();
            var plan = LinkPlan.of(link, CampaignPlan.compile(campaign));
            for (int click = 0; click < CLICKS; click++) {
                var facts = random.facts();
                var decision = plan.decide(facts);
                assertThat(decision.isCertain()).isTrue();
                requireNaive(campaign, link, facts, decision.toProto(), "seed " + (seed + i) + ", click " + click);
                taken += decision.outcome() == Outcome.RULE ? 1 : 0;
            }
        }
        assertThat(taken).as("clicks that rules took").isGreaterThan(CAMPAIGNS * CLICKS / 20);
    }

    private static void requireNaive(
            CampaignRecord campaign, LinkRecord link, Facts facts, Decision decision, String what) {
        boolean isEarly = facts.timeMillis() < link.getStartsAtMs();
        boolean isLate = link.getExpiresAtMs() != 0 && facts.timeMillis() >= link.getExpiresAtMs();
        int at = 0;
        if (!isEarly && !isLate) {
            for (var rule : campaign.getRulesList()) {
                int failing = NaiveRules.firstFailing(rule, facts);
                if (failing < 0) {
                    assertThat(decision.getOutcome()).as(what).isEqualTo(Outcome.RULE);
                    assertThat(decision.getRuleId()).as(what).isEqualTo(rule.getRuleId());
                    assertThat(decision.getPassedCount()).as(what).isEqualTo(at);
                    assertThat(rule.getDestinationsList())
                            .as(what)
                            .anyMatch(destination -> destination.getDestinationId() == decision.getDestinationId()
                                    && destination.getWeight() > 0);
                    return;
                }
                assertThat(decision.getPassed(at).getRuleId()).as(what).isEqualTo(rule.getRuleId());
                assertThat(decision.getPassed(at).getCondition()).as(what).isEqualTo(failing);
                at++;
            }
        }
        boolean hasTemplate = !link.getUrl().isEmpty()
                || (isEarly || isLate) && !link.getFallbackUrl().isEmpty();
        var expected = !hasTemplate && campaign.getDefaultsCount() == 0
                ? Outcome.NO_DESTINATION
                : isEarly
                        ? Outcome.NOT_STARTED
                        : isLate ? Outcome.EXPIRED : hasTemplate ? Outcome.LINK_URL : Outcome.CAMPAIGN_DEFAULT;
        assertThat(decision.getOutcome()).as(what).isEqualTo(expected);
        assertThat(decision.getPassedCount()).as(what).isEqualTo(at);
    }

    @Test
    void aStoredClickIsDecidedAlikeFromTheStoredRecords() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < CAMPAIGNS; i++) {
            var random = new RandomCampaigns(seed + i);
            var campaign = random.campaign();
            var link = random.link();
            var live = LinkPlan.of(link, CampaignPlan.compile(campaign));
            var later = LinkPlan.of(
                    LinkRecord.parseFrom(link.toByteArray()),
                    CampaignPlan.compile(CampaignRecord.parseFrom(campaign.toByteArray())));
            for (int click = 0; click < CLICKS; click++) {
                var facts = random.facts();
                var kept = Decision.parseFrom(live.decide(facts).toProto().toByteArray());
                assertThat(later.decide(facts).toProto())
                        .as("seed %d, click %d", seed + i, click)
                        .isEqualTo(kept);
                assertThat(later.decide(KeptFacts.of(kept(facts), facts.address()))
                                .toProto())
                        .as("seed %d, click %d, as kept", seed + i, click)
                        .isEqualTo(kept);
                requireCutAgrees(later, facts, kept, "seed " + (seed + i) + ", click " + click);
            }
        }
    }

    /** As an edge keeps it, after a journey as bytes. */
    private static Event kept(Facts facts) throws InvalidProtocolBufferException {
        var click = Click.newBuilder()
                .setVisitor(facts.visitor())
                .setCountry(facts.country())
                .setContinent(facts.continent())
                .setSubdivision(facts.subdivision())
                .setCity(facts.city())
                .setAsn(facts.asn())
                .setLanguage(facts.language())
                .setDevice(facts.device())
                .setOs(facts.os())
                .setOsVersion(facts.osVersion())
                .setBrowser(facts.browser())
                .setBrowserVersion(facts.browserVersion())
                .setVerdict(facts.verdict())
                .setReferrer(facts.referrerHost().isEmpty() ? "" : "https://" + facts.referrerHost() + "/page");
        var sub = facts.parameter("sub1");
        if (sub != null) {
            click.addSubs(sub);
        }
        var keyword = facts.parameter("kw");
        if (keyword != null) {
            click.addParameters(Parameter.newBuilder().setName("kw").setValue(keyword));
        }
        var event = Event.newBuilder()
                .setIdHigh(facts.idHigh())
                .setIdLow(facts.idLow())
                .setClick(click);
        return Event.parseFrom(event.build().toByteArray());
    }

    /** With the address cut, a replay that calls itself certain is right, and its trace, too, when it calls that certain. */
    private static void requireCutAgrees(LinkPlan plan, Facts facts, Decision kept, String what) {
        var address = facts.address().clone();
        for (int i = address.length == 4 ? 3 : 6; i < address.length; i++) {
            address[i] = 0;
        }
        var again = plan.decide(facts.inNetwork(address));
        if (again.isTraceCertain()) {
            assertThat(again.isCertain()).as(what).isTrue();
            assertThat(again.toProto()).as(what).isEqualTo(kept);
        } else if (again.isCertain()) {
            assertThat(again.toProto().toBuilder().clearPassed().build())
                    .as(what)
                    .isEqualTo(kept.toBuilder().clearPassed().build());
        } else {
            assertThat(again.untoldRuleId()).as(what).isPositive();
            assertThat(again.untoldCondition()).as(what).isNotNegative();
        }
    }
}
