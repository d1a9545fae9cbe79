package io.clickway.rule;

import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.event.proto.Outcome;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.links.proto.SourceParameter;
import io.clickway.links.proto.TrafficSourceRecord;
import io.clickway.testkit.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkPlanTest {

    private static final int CLICKS = 100_000;

    @Test
    void rulesAreAskedInOrderThenTheLinksUrlThenTheDefaults() throws Exception {
        var campaign = campaign(rule(1, country("DE"), to(11, "de", 1)), rule(2, country("DE", "AT"), to(12, "at", 1)));
        var link = link("https://shop.example/own");

        assertThat(url(campaign, link, someFacts().from("DE"))).isEqualTo("https://shop.example/de");
        assertThat(url(campaign, link, someFacts().from("AT"))).isEqualTo("https://shop.example/at");
        assertThat(url(campaign, link, someFacts().from("FR"))).isEqualTo("https://shop.example/own");
        assertThat(url(campaign, link(""), someFacts().from("FR"))).isEqualTo("https://shop.example/default");
        var decision = plan(campaign, link).decide(someFacts().from("FR"));
        assertThat(decision.outcome()).isEqualTo(Outcome.LINK_URL);
        assertThat(decision.toProto().getPassedList()).hasSize(2);
    }

    @Test
    void outsideItsTimesALinkSendsVisitorsToItsFallbackOrAsIfNoRuleTookThem() throws Exception {
        var campaign = campaign(catchAll(1, to(11, "rule", 1)));
        var start = Instant.parse("2026-11-01T00:00:00Z");
        var end = Instant.parse("2026-12-01T00:00:00Z");
        var timed = link("https://shop.example/own").toBuilder()
                .setStartsAtMs(start.toEpochMilli())
                .setExpiresAtMs(end.toEpochMilli());
        var withFallback =
                timed.clone().setFallbackUrl("https://shop.example/over").build();

        assertThat(url(campaign, withFallback, someFacts().at(start))).endsWith("/rule");
        assertThat(url(campaign, withFallback, someFacts().at(start.minusMillis(1))))
                .endsWith("/over");
        assertThat(url(campaign, withFallback, someFacts().at(end))).endsWith("/over");
        assertThat(url(campaign, timed.build(), someFacts().at(end))).endsWith("/own");
        assertThat(url(campaign, timed.setUrl("").build(), someFacts().at(end))).endsWith("/default");
        assertThat(plan(campaign, timed.build()).decide(someFacts().at(end)).outcome())
                .isEqualTo(Outcome.EXPIRED);
        assertThat(plan(campaign, timed.build())
                        .decide(someFacts().at(start.minusMillis(1)))
                        .outcome())
                .isEqualTo(Outcome.NOT_STARTED);
    }

    @Test
    void nowhereToGoIsAnOutcomeToo() {
        var left = new ArrayList<Finding>();
        var plan = LinkPlan.ofUsable(link("https://evil@shop.example/"), CampaignPlan.unknown(1, 1), left::add);

        var decision = plan.decide(someFacts());

        assertThat(decision.outcome()).isEqualTo(Outcome.NO_DESTINATION);
        assertThat(decision.template()).isNull();
        assertThat(left).hasSize(1);
    }

    @Test
    void weightsAreSharesOfTheClicks() throws Exception {
        var campaign = campaign(catchAll(1, to(1, "a", 30), to(2, "b", 70), to(3, "never", 0)));
        var plan = plan(campaign, link(""));
        var random = new Random(4);
        var counts = new int[4];
        for (int i = 0; i < CLICKS; i++) {
            var decision = plan.decide(someFacts().id(random.nextLong(), random.nextLong()));
            assertThat(decision.draw()).isBetween(0, 99);
            counts[decision.toProto().getDestinationId()]++;
        }
        // Five standard deviations: sqrt(100,000 × 0.3 × 0.7) = 145.
        assertThat(counts[1]).isBetween(30_000 - 725, 30_000 + 725);
        assertThat(counts[2]).isEqualTo(CLICKS - counts[1]);
    }

    @Test
    void aStickyRuleKeepsEachVisitorAndStillHasItsShares() throws Exception {
        var sticky = catchAll(1, to(1, "a", 1), to(2, "b", 3)).toBuilder().setIsSticky(true);
        var plan = plan(campaign(sticky.build()), link(""));
        var random = new Random(5);
        int first = 0;
        for (int visitor = 0; visitor < CLICKS; visitor++) {
            long hash = random.nextLong();
            int once = goal(plan, someFacts().visitor(hash).id(random.nextLong(), 1));
            int again = goal(plan, someFacts().visitor(hash).id(random.nextLong(), 2));
            assertThat(again).isEqualTo(once);
            first += once == 1 ? 1 : 0;
        }
        // Five standard deviations: sqrt(100,000 × 0.25 × 0.75) = 137.
        assertThat(first).isBetween(25_000 - 685, 25_000 + 685);
    }

    @Test
    void drawsOfOneClickAtTwoRulesAreStrangers() throws Exception {
        var first = plan(campaign(catchAll(1, to(1, "a", 1), to(2, "b", 1))), link(""));
        var second = plan(campaign(catchAll(2, to(1, "a", 1), to(2, "b", 1))), link(""));
        var random = new Random(6);
        int same = 0;
        for (int i = 0; i < CLICKS; i++) {
            var facts = someFacts().id(random.nextLong(), random.nextLong());
            same += goal(first, facts) == goal(second, facts) ? 1 : 0;
        }
        assertThat(same).isBetween(50_000 - 800, 50_000 + 800);
    }

    @Test
    void whatCanNotBeUsedIsLeftOutAndReported() {
        var badRule = rule(1, country("Germany"), to(1, "a", 1));
        var badUrl =
                catchAll(2, to(2, "b", 1).toBuilder().setUrl("https://x\\y/").build(), to(3, "c", 1));
        var noWeight = catchAll(3, to(4, "d", 0));
        var campaign = campaign(badRule, noWeight, badUrl);
        var left = new ArrayList<Finding>();

        var plan = LinkPlan.ofUsable(link(""), CampaignPlan.compileUsable(campaign, left::add), left::add);

        assertThat(goal(plan, someFacts().from("FR"))).isEqualTo(3);
        assertThat(left).hasSize(3).allMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        assertThat(left.getFirst().toString())
                .startsWith(
                        "campaign 'spring', rule 'rule 1', condition 1: country value 'Germany' is no country; write");
        assertThatThrownBy(() -> CampaignPlan.compile(campaign))
                .isInstanceOf(InvalidCampaignException.class)
                .hasMessage(left.getFirst().toString());
    }

    @Test
    void aTraceNamesAtMostSixtyFourRulesButAllAreAsked() throws Exception {
        var campaign = campaign().toBuilder();
        for (int i = 1; i <= 100; i++) {
            campaign.addRules(rule(i, country("FR"), to(i, "x", 1)));
        }
        campaign.addRules(rule(101, country("DE"), to(101, "de", 1)));

        var decision = plan(campaign.build(), link("")).decide(someFacts().from("DE"));

        assertThat(decision.ruleId()).isEqualTo(101);
        assertThat(decision.toProto().getPassedCount()).isEqualTo(64);
        assertThat(decision.toProto().getPassed(63).getRuleId()).isEqualTo(64);
    }

    @Test
    void macrosSayWhatWasDecided() throws Exception {
        var url = "https://shop.example/?a={campaign}&b={campaign_id}&c={link}&d={rule}&e={offer}{lander}&f={source}"
                + "&g={country}{device}{os}{browser}{language}&h={sub1}&i={kw}&j={gclid}&k={click_id}";
        var campaign =
                campaign(catchAll(1, to(1, "shoes", 1).toBuilder().setUrl(url).build()));
        var facts = someFacts()
                .from("DE")
                .os("iOS", "17")
                .browser("Safari", "17")
                .speaking("de-at")
                .with("sub1", "s 1")
                .with("kw", "ü")
                .with("gclid", "g")
                .id(0x19a_0000_7000L, -1);

        var decision = plan(campaign, link("")).decide(facts);
        var rendered = Objects.requireNonNull(decision.template()).render(decision.macros(facts));

        assertThat(rendered.url())
                .isEqualTo("https://shop.example/?a=spring&b=7&c=l&d=rule%201&e=shoes&f=net"
                        + "&g=DEotheriOSSafaride-at&h=s%201&i=%C3%BC&j=g&k="
                        + new io.clickway.id.ClickId(0x19a_0000_7000L, -1));
        assertThat(rendered.unresolved()).as("there is no lander").isTrue();
    }

    private static LinkPlan plan(CampaignRecord campaign, LinkRecord link) throws InvalidCampaignException {
        return LinkPlan.of(link, CampaignPlan.compile(campaign));
    }

    private static int goal(LinkPlan plan, Facts facts) {
        return plan.decide(facts).toProto().getDestinationId();
    }

    private static String url(CampaignRecord campaign, LinkRecord link, Facts facts) throws InvalidCampaignException {
        return String.valueOf(plan(campaign, link).decide(facts).template());
    }

    static CampaignRecord campaign(RuleRecord... rules) {
        return CampaignRecord.newBuilder()
                .setCampaignId(7)
                .setSlug("spring")
                .setSource(TrafficSourceRecord.newBuilder()
                        .setSlug("net")
                        .addParameters(
                                SourceParameter.newBuilder().setName("kw").setPlaceholder("{keyword}")))
                .addAllRules(List.of(rules))
                .addDefaults(to(99, "default", 1))
                .build();
    }

    static RuleRecord rule(int id, ConditionRecord condition, DestinationRecord... destinations) {
        return catchAll(id, destinations).toBuilder().addConditions(condition).build();
    }

    static RuleRecord catchAll(int id, DestinationRecord... destinations) {
        return RuleRecord.newBuilder()
                .setRuleId(id)
                .setName("rule " + id)
                .setPosition(id)
                .addAllDestinations(List.of(destinations))
                .build();
    }

    static ConditionRecord country(String... codes) {
        return ConditionRecord.newBuilder()
                .setField(Field.COUNTRY)
                .addAllValues(List.of(codes))
                .build();
    }

    static DestinationRecord to(int id, String name, int weight) {
        return DestinationRecord.newBuilder()
                .setDestinationId(id)
                .setOfferId(id)
                .setName(name)
                .setUrl("https://shop.example/" + name)
                .setWeight(weight)
                .build();
    }

    static LinkRecord link(String url) {
        return LinkRecord.newBuilder()
                .setLinkId(1)
                .setDomain("*")
                .setSlug("l")
                .setUrl(url)
                .build();
    }
}
