package io.clickway.warehouse.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.rule.Finding;
import io.clickway.warehouse.routing.LiveCampaign;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {

    private final ConfigCheck check = new ConfigCheck(Set.of("go.example.com"));

    @Test
    void aGoodConfigurationHasNoFindings() {
        check.campaigns(List.of(live(campaign().build())));
        check.link(link("https://example.com/?c={click_id}&g={gclid}").build());
        assertThat(check.findings()).isEmpty();
        assertThat(check.hasErrors()).isFalse();
    }

    @Test
    void aLinkThatLeadsToOneOfOurDomainsIsAnErrorThatNamesIt() {
        check.campaigns(List.of(live(campaign().build())));
        check.link(link("https://GO.example.com/elsewhere").build());
        check.link(link("https://example.com/")
                .setSlug("second")
                .setFallbackUrl("https://go.example.com/x")
                .build());
        assertThat(check.of(Finding.Severity.ERROR))
                .extracting(Finding::where)
                .satisfiesExactly(
                        first -> assertThat(first).contains("link 'hello'", "URL"),
                        second -> assertThat(second).contains("link 'second'", "fallback URL"));
    }

    @Test
    void aLinkWithoutAUrlNeedsACampaignWithDestinations() {
        check.campaigns(List.of(live(campaign().clearDefaults().build())));
        check.link(link("").build());
        assertThat(check.hasErrors()).isTrue();
    }

    @Test
    void aMacroOfASourceThatTheCampaignNoLongerHasIsAnError() {
        check.campaigns(List.of(live(campaign().build())));
        check.link(link("https://example.com/?k={keyword}").build());
        assertThat(check.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("{keyword}"));
    }

    @Test
    void aRuleThatIsNeverReachedIsAnErrorAndTheCampaignIsToldOnceHoweverManyLinksItHas() {
        var campaign = campaign()
                .addRules(rule(1, "Everyone", 10))
                .addRules(rule(2, "Germans", 20)
                        .addConditions(ConditionRecord.newBuilder()
                                .setField(Field.COUNTRY)
                                .addValues("DE")));
        check.campaigns(List.of(live(campaign.build())));
        check.link(link("https://go.example.com/").build());
        check.link(link("https://go.example.com/").setSlug("second").build());
        assertThat(check.of(Finding.Severity.ERROR)).hasSize(3).first().satisfies(finding -> {
            assertThat(finding.where()).contains("spring", "Germans");
            assertThat(finding.message()).contains("never reached", "Everyone");
        });
    }

    @Test
    void aCampaignThatIsTooLargeForAShardIsAnError() {
        var condition = ConditionRecord.newBuilder().setField(Field.CITY);
        for (int i = 0; i < 1_000; i++) {
            condition.addValues("x".repeat(250) + i);
        }
        var campaign = campaign();
        for (int i = 1; i <= 3; i++) {
            campaign.addRules(rule(i, "Rule " + i, i)
                    .addConditions(condition.setParameter("").build()));
        }
        check.campaigns(List.of(live(campaign.build())));
        assertThat(check.of(Finding.Severity.ERROR))
                .anySatisfy(finding -> assertThat(finding.message()).contains("bytes of rules"));
    }

    @Test
    void tooManyFindingsAreCountedAndAnErrorIsStillShown() {
        check.campaigns(List.of(live(campaign().build())));
        for (int i = 0; i < 150; i++) {
            check.link(link("https://go.example.com/").setSlug("loop" + i).build());
        }
        assertThat(check.findings()).hasSize(100);
        assertThat(check.left()).isEqualTo(50);
    }

    private static LiveCampaign live(CampaignRecord campaign) {
        return new LiveCampaign(0, campaign);
    }

    private static CampaignRecord.Builder campaign() {
        return CampaignRecord.newBuilder()
                .setCampaignId(1)
                .setWorkspaceId(1)
                .setSlug("spring")
                .setName("Spring")
                .addDefaults(destination(1));
    }

    private static RuleRecord.Builder rule(int id, String name, int position) {
        return RuleRecord.newBuilder()
                .setRuleId(id)
                .setName(name)
                .setPosition(position)
                .addDestinations(destination(10 + id));
    }

    private static DestinationRecord.Builder destination(int id) {
        return DestinationRecord.newBuilder()
                .setDestinationId(id)
                .setUrl("https://example.com/" + id)
                .setWeight(1);
    }

    private static LinkRecord.Builder link(String url) {
        return LinkRecord.newBuilder()
                .setLinkId(7)
                .setWorkspaceId(1)
                .setCampaignId(1)
                .setDomain("*")
                .setSlug("hello")
                .setUrl(url);
    }
}
