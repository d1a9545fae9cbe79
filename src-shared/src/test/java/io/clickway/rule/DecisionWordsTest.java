package io.clickway.rule;

import static io.clickway.rule.LinkPlanTest.campaign;
import static io.clickway.rule.LinkPlanTest.catchAll;
import static io.clickway.rule.LinkPlanTest.country;
import static io.clickway.rule.LinkPlanTest.link;
import static io.clickway.rule.LinkPlanTest.rule;
import static io.clickway.rule.LinkPlanTest.to;
import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.Match;
import io.clickway.testkit.Facts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionWordsTest {

    @Test
    void tellsEachStepOfADecision() throws Exception {
        var campaign =
                campaign(rule(1, country("DE", "AT"), to(1, "x", 1)), catchAll(2, to(2, "a", 30), to(3, "b", 70)));

        assertThat(tell(campaign, link(""), someFacts().from("FR").id(1, 5)))
                .containsExactly(
                        "rule 'rule 1' did not hold: country is FR, needs one of DE, AT",
                        "rule 'rule 2' took the click",
                        "drew 28 of 100: offer 'a' (weights offer 'a' 30, offer 'b' 70)");
    }

    @Test
    void tellsWhereAClickWentThatNoRuleTook() throws Exception {
        var campaign = campaign(rule(1, country("DE"), to(1, "x", 1)));
        var late = link("").toBuilder().setExpiresAtMs(1_764_547_200_000L).build();

        assertThat(tell(campaign, link("https://shop.example/own"), someFacts()))
                .containsExactly(
                        "rule 'rule 1' did not hold: country is unknown, needs DE",
                        "no rule took the click: the link's own URL");
        assertThat(tell(campaign, late, someFacts()))
                .containsExactly(
                        "the link expired at 2025-12-01T00:00:00Z",
                        "it has no fallback and no URL of its own: the campaign's default",
                        "its only destination: offer 'default'");
        assertThat(tell(campaign.toBuilder().clearDefaults().build(), late, someFacts()))
                .startsWith("the link expired at 2025-12-01T00:00:00Z")
                .last()
                .asString()
                .startsWith("there is nowhere to send the visitor");
    }

    @Test
    void saysWhatEachConditionFound() throws Exception {
        var facts = someFacts()
                .at(Instant.parse("2026-11-23T02:12:00Z"))
                .browser("Chrome", "99.1")
                .with("kw", "hats")
                .inNetwork((byte) 192, (byte) 0, (byte) 2, (byte) 0);
        assertThat(failure(facts, of(Field.TIME, "mon-fri 09:00-17:00").setZone("Europe/Berlin")))
                .isEqualTo("it is Mon 2026-11-23 03:12 in Europe/Berlin, needs mon-fri 09:00-17:00");
        assertThat(failure(facts, of(Field.BROWSER, "Chrome 100..")))
                .isEqualTo("browser is Chrome 99.1, needs Chrome 100..");
        assertThat(failure(facts, of(Field.REFERRER_HOST, "").setIsNegated(true)))
                .isEqualTo("there is no referrer, must not be (none)");
        assertThat(failure(facts, of(Field.IP, "10.0.0.0/8")))
                .isEqualTo("address lies in 192.0.2.0/24, needs 10.0.0.0/8");
        var parameter = ConditionRecord.newBuilder().setField(Field.PARAMETER).setParameter("kw");
        assertThat(failure(
                        facts,
                        parameter
                                .clone()
                                .setMatch(Match.CONTAINS)
                                .addValues("shoe")
                                .addValues("boot")))
                .isEqualTo("parameter kw is 'hats', needs to contain one of shoe, boot");
        assertThat(failure(facts, parameter.clone().setMatch(Match.PRESENT).setIsNegated(true)))
                .isEqualTo("parameter kw is 'hats', must not be there");
        assertThat(failure(facts, parameter.clone().setParameter("x").setMatch(Match.PRESENT)))
                .isEqualTo("parameter x is missing, needs to be there");
    }

    @Test
    void namesByNumberWhatIsGone() throws Exception {
        var campaign = campaign(rule(1, country("DE"), to(1, "x", 1)), catchAll(2, to(2, "a", 30)));
        var facts = someFacts();
        var decision = LinkPlan.of(link(""), CampaignPlan.compile(campaign))
                .decide(facts)
                .toProto();

        assertThat(DecisionWords.tell(campaign(), link(""), decision, facts))
                .containsExactly(
                        "rule #1 did not hold", "rule #2 took the click", "its only destination: destination #2");
    }

    private static ConditionRecord.Builder of(Field field, String value) {
        return ConditionRecord.newBuilder().setField(field).addValues(value);
    }

    private static String failure(Facts facts, ConditionRecord.Builder condition) throws Exception {
        var steps = tell(campaign(rule(1, condition.build(), to(1, "x", 1))), link(""), facts);
        return steps.getFirst().replace("rule 'rule 1' did not hold: ", "");
    }

    private static List<String> tell(CampaignRecord campaign, LinkRecord link, Facts facts) throws Exception {
        var decision = LinkPlan.of(link, CampaignPlan.compile(campaign)).decide(facts);
        return DecisionWords.tell(campaign, link, decision.toProto(), facts);
    }
}
