package io.clickway.rule;

import static io.clickway.rule.LinkPlanTest.campaign;
import static io.clickway.rule.LinkPlanTest.catchAll;
import static io.clickway.rule.LinkPlanTest.country;
import static io.clickway.rule.LinkPlanTest.link;
import static io.clickway.rule.LinkPlanTest.rule;
import static io.clickway.rule.LinkPlanTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.Match;
import io.clickway.links.proto.SourceParameter;
import io.clickway.rule.Finding.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignCheckTest {

    private static final Set<String> OWN = Set.of("go.example", "*");

    @Test
    void aSoundCampaignHasNoFindings() {
        assertThat(check(campaign(
                        rule(1, country("DE"), to(1, "a", 1)),
                        rule(2, country("DE", "AT"), to(2, "b", 1)),
                        catchAll(3, to(3, "c", 1)))))
                .isEmpty();
    }

    @Test
    void namesARuleThatAnEarlierOneShadows() {
        assertThat(check(campaign(catchAll(1, to(1, "a", 1)), rule(2, country("DE"), to(2, "b", 1)))))
                .containsExactly(
                        "campaign 'spring', rule 'rule 2': is never reached: rule 'rule 1' above it takes every click"
                                + " it would take; move it up, narrow that one, or remove it");
        assertThat(check(campaign(
                        rule(1, country("DE", "AT"), to(1, "a", 1)),
                        rule(2, country("at"), to(2, "b", 1)).toBuilder()
                                .addConditions(of(Field.LANGUAGE, "de"))
                                .build())))
                .singleElement()
                .asString()
                .contains("rule 'rule 2': is never reached");
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTRY, DE, false, COUNTRY, DE AT, false, true",
        "COUNTRY, DE AT, false, COUNTRY, DE, false, false",
        "COUNTRY, DE, false, COUNTRY, FR, true, true",
        "COUNTRY, DE, false, COUNTRY, DE, true, false",
        "COUNTRY, DE AT, true, COUNTRY, DE, true, true",
        "COUNTRY, DE, true, COUNTRY, DE AT, true, false",
        "COUNTRY, DE, true, COUNTRY, FR, false, false",
        "COUNTRY, DE, false, CONTINENT, EU, false, false",
        "REGION, DE-BY, false, REGION, BY, false, true",
        "REGION, BY, false, REGION, DE-BY, false, false",
        "CITY, VIENNA, false, CITY, Vienna, false, true",
        "ASN, AS1, false, ASN, 1 2, false, true",
        "LANGUAGE, de-at, false, LANGUAGE, de, false, true",
        "LANGUAGE, de, false, LANGUAGE, de-at, false, false",
        "REFERRER_HOST, a.example.com, false, REFERRER_HOST, example.com, false, true",
        "BROWSER, Chrome_120, false, BROWSER, Chrome_100..120, false, true",
        "BROWSER, Chrome_120.5, false, BROWSER, Chrome_120, false, true",
        "BROWSER, Chrome_120, false, BROWSER, Chrome_120.5, false, false",
        "BROWSER, Chrome_120, false, BROWSER, chrome, false, true",
        "BROWSER, Chrome, false, BROWSER, Chrome_0.., false, false",
        "BROWSER, Chrome_9.., false, BROWSER, Chrome_10.., false, false",
        "IP, 192.0.2.0/25, false, IP, 192.0.2.0/24, false, true",
        "IP, 192.0.2.0/24, false, IP, 192.0.2.0/25 192.0.2.128/25, false, true",
        "IP, 192.0.2.0/24, false, IP, 192.0.2.0/25, false, false",
        "TIME, sat, false, TIME, sat_06:00-24:00 sat_00:00-06:00, false, true",
        "TIME, sat, false, TIME, sat_06:00-24:00, false, false",
        "TIME, sat, false, TIME, mon-fri, true, true",
        "DATE, 2026-11-27, false, DATE, 2026-11-01..2026-11-30, false, true",
        "DATE, 2026-11-01.., false, DATE, 2026-11-01..2026-11-30, false, false",
        "VERDICT, human, false, VERDICT, bot, true, true",
        "BROWSER, Chrome, false, OS, Chrome, false, false",
        "BROWSER, Chrome, false, OS, Android, true, false",
        "DEVICE, bot, false, VERDICT, bot, false, false"
    })
    void knowsWhichConditionMakesWhichSure(
            Field narrow,
            String narrowValues,
            boolean narrowNot,
            Field wide,
            String wideValues,
            boolean wideNot,
            boolean is) {
        var above = catchAll(1, to(1, "a", 1)).toBuilder().addConditions(words(wide, wideValues, wideNot));
        var below = catchAll(2, to(2, "b", 1)).toBuilder().addConditions(words(narrow, narrowValues, narrowNot));

        var findings = check(campaign(above.build(), below.build()));

        assertThat(findings.stream().anyMatch(finding -> finding.contains("never reached")))
                .isEqualTo(is);
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTRY, DE, false, COUNTRY, FR, false, true",
        "COUNTRY, DE FR, false, COUNTRY, FR, false, false",
        "COUNTRY, DE, false, COUNTRY, DE AT, true, true",
        "COUNTRY, DE, true, COUNTRY, AT, true, false",
        "BROWSER, Chrome_..99, false, BROWSER, Chrome_100.., false, true",
        "BROWSER, Chrome_..99, false, BROWSER, Chrome_99.., false, false",
        "LANGUAGE, de-at, false, LANGUAGE, en, false, true",
        "REFERRER_HOST, '', false, REFERRER_HOST, example.com, false, true",
        "IP, 192.0.2.0/25, false, IP, 192.0.2.128/25, false, true",
        "TIME, sat, false, TIME, 'sat,sun', true, true",
        "DATE, ..2026-11-01, false, DATE, 2026-11-02.., false, true"
    })
    void namesConditionsThatContradictEachOther(
            Field one,
            String oneValues,
            boolean oneNot,
            Field other,
            String otherValues,
            boolean otherNot,
            boolean is) {
        var rule = catchAll(1, to(1, "a", 1)).toBuilder()
                .addConditions(words(one, oneValues, oneNot))
                .addConditions(words(other, otherValues, otherNot));

        var findings = check(campaign(rule.build()));

        assertThat(findings.stream().anyMatch(finding -> finding.contains("conditions 1 and 2")))
                .isEqualTo(is);
    }

    @Test
    void comparesParametersByNameAndMatch() {
        assertThat(isReached(parameter("kw", Match.EQUALS, "shoes"), parameter("kw", Match.CONTAINS, "hoe")))
                .isFalse();
        assertThat(isReached(parameter("kw", Match.EQUALS, "shoes"), parameter("kw", Match.GLOB, "*s")))
                .isFalse();
        assertThat(isReached(parameter("kw", Match.GLOB, "s*"), parameter("kw", Match.PRESENT)))
                .isFalse();
        assertThat(isReached(parameter("kw", Match.CONTAINS, "shoes"), parameter("kw", Match.CONTAINS, "shoe")))
                .isFalse();
        assertThat(isReached(parameter("kw", Match.GLOB, "s*"), parameter("kw", Match.CONTAINS, "s")))
                .isTrue();
        assertThat(isReached(parameter("sub1", Match.EQUALS, "x"), parameter("kw", Match.PRESENT)))
                .isTrue();
    }

    private static boolean isReached(ConditionRecord narrow, ConditionRecord wide) {
        return check(campaign(rule(1, wide, to(1, "a", 1)), rule(2, narrow, to(2, "b", 1))))
                .isEmpty();
    }

    @Test
    void namesLoopsToOurOwnDomains() {
        var loop = to(1, "a", 1).toBuilder().setUrl("https://GO.example:8443/x").build();
        var findings = CampaignCheck.checkAll(
                List.of(campaign(rule(1, country("DE"), loop))),
                List.of(ofSpring("http://go.example/{sub1}"), ofSpring("https://not.go.example/")),
                OWN);

        assertThat(findings).hasSize(2).allMatch(finding -> finding.severity() == Severity.ERROR);
        assertThat(findings.getFirst().where()).isEqualTo("campaign 'spring', rule 'rule 1', destination 1 'a'");
        assertThat(findings.getFirst().message()).startsWith("leads to go.example, one of our own domains");
        assertThat(findings.getLast().where()).isEqualTo("link 'l', URL");
    }

    private static LinkRecord ofSpring(String url) {
        return link(url).toBuilder().setCampaignId(7).build();
    }

    @Test
    void namesWhatIsWrongWithNamesPositionsAndWeights() {
        var first = rule(1, country("DE"), to(1, "a", 0));
        var second = rule(1, country("AT"), to(2, "b", 1_000_001), to(3, "c", 1));
        var third = rule(3, country("FR")).toBuilder().setPosition(0);
        var fourth = rule(4, country("IT"), to(5, "d", 1)).toBuilder().setIsForced(true);

        assertThat(check(campaign(first, second, third.build(), fourth.build())))
                .satisfiesExactlyInAnyOrder(
                        finding -> assertThat(finding).contains("rule 'rule 1': has no usable destination"),
                        finding -> assertThat(finding).contains("rule 'rule 3': has no usable destination"),
                        finding -> assertThat(finding).contains("destination 1 'b': has the weight 1000001"),
                        finding -> assertThat(finding).contains("has the name of another rule"),
                        finding -> assertThat(finding).contains("has the number of another rule"),
                        finding -> assertThat(finding).contains("has the position 1 of rule 'rule 1'"),
                        finding -> assertThat(finding).contains("rule 'rule 3': stands behind rule 'rule 1' though"),
                        finding -> assertThat(finding).contains("'rule 4': is forced but stands behind"));
    }

    @Test
    void namesLinksThatLeadNowhereOrNeverLive() {
        var noDefaults = campaign(rule(1, country("DE"), to(1, "a", 1))).toBuilder()
                .clearDefaults()
                .build();
        var backwards =
                link("https://shop.example/").toBuilder().setStartsAtMs(5).setExpiresAtMs(5);
        var stranger = link("https://shop.example/").toBuilder().setCampaignId(8);
        var findings = CampaignCheck.checkAll(
                List.of(noDefaults),
                List.of(
                        link("").toBuilder().setCampaignId(7).build(),
                        backwards.setCampaignId(7).build(),
                        stranger.build()),
                OWN);

        assertThat(findings)
                .extracting(Finding::message)
                .satisfiesExactly(
                        message -> assertThat(message).startsWith("leads nowhere when no rule takes the click"),
                        message -> assertThat(message).startsWith("expires before it starts"),
                        message -> assertThat(message).startsWith("is of a campaign that isn't there"));
    }

    @Test
    void namesSourceParametersThatMacrosHide() {
        var campaign = campaign().toBuilder();
        campaign.getSourceBuilder()
                .addParameters(SourceParameter.newBuilder().setName("country"))
                .addParameters(SourceParameter.newBuilder().setName("kw"))
                .addParameters(SourceParameter.newBuilder().setName("{x}").setSub(11));

        var findings = CampaignCheck.check(campaign.build(), OWN);

        assertThat(findings)
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING, Severity.ERROR, Severity.ERROR, Severity.ERROR);
    }

    /** What is called unreachable or contradictory is never chosen, whatever comes. */
    @Test
    void neverCallsARuleUnreachableThatTakesAClick() throws Exception {
        long seed = System.nanoTime();
        int named = 0;
        for (int i = 0; i < 5000; i++) {
            var random = new RandomCampaigns(seed + i);
            var campaign = random.campaign();
            var unreachable = new ArrayList<Integer>();
            for (var finding : CampaignCheck.check(campaign, Set.of())) {
                assertThat(finding.message()).as("seed %d", seed + i).contains("never");
                campaign.getRulesList().stream()
                        .filter(rule -> finding.where().endsWith("rule '" + rule.getName() + "'"))
                        .forEach(rule -> unreachable.add(rule.getRuleId()));
            }
            named += unreachable.size();
            var plan = LinkPlan.of(link(""), CampaignPlan.compile(campaign));
            for (int click = 0; click < 100 && !unreachable.isEmpty(); click++) {
                var decision = plan.decide(random.facts());
                assertThat(unreachable).as("seed %d, click %d", seed + i, click).doesNotContain(decision.ruleId());
            }
        }
        assertThat(named).as("rules called unreachable").isGreaterThan(500);
    }

    @Test
    void findsTheSameInTheSameOrderAgain() {
        for (long seed = 1; seed <= 50; seed++) {
            var campaign = new RandomCampaigns(seed).campaign();
            assertThat(CampaignCheck.check(campaign, OWN)).isEqualTo(CampaignCheck.check(campaign, OWN));
        }
        assertThat(CampaignCheck.checkAll(List.of(), List.of(), OWN)).isEqualTo(Collections.emptyList());
    }

    private static List<String> check(CampaignRecord campaign) {
        return CampaignCheck.check(campaign, OWN).stream()
                .map(Finding::toString)
                .toList();
    }

    /** Values between blanks, their own blanks as underscores. */
    private static ConditionRecord words(Field field, String values, boolean isNegated) {
        var condition = ConditionRecord.newBuilder().setField(field).setIsNegated(isNegated);
        for (var value : values.split(" ", -1)) {
            condition.addValues(value.replace('_', ' '));
        }
        return condition.build();
    }

    private static ConditionRecord of(Field field, String value) {
        return ConditionRecord.newBuilder().setField(field).addValues(value).build();
    }

    private static ConditionRecord parameter(String name, Match match, String... values) {
        return ConditionRecord.newBuilder()
                .setField(Field.PARAMETER)
                .setParameter(name)
                .setMatch(match)
                .addAllValues(List.of(values))
                .build();
    }
}
