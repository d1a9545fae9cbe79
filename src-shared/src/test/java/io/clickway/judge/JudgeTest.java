package io.clickway.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.agent.Agents;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static final Agents AGENTS = new Agents();

    private static Hints hints(Method method, String userAgent) {
        return new Hints(method, AGENTS.read(userAgent), Purpose.VISIT, false, false);
    }

    private static Hints ahead(Hints hints) {
        return new Hints(hints.method(), hints.agent(), Purpose.AHEAD, hints.isDataCentre(), hints.isOverRate());
    }

    private static Hints fromDataCentre(Hints hints) {
        return new Hints(hints.method(), hints.agent(), hints.purpose(), true, hints.isOverRate());
    }

    private static Hints overRate(Hints hints) {
        return new Hints(hints.method(), hints.agent(), hints.purpose(), hints.isDataCentre(), true);
    }

    private static void assertJudged(Hints hints, Verdict verdict, String... reasons) {
        assertThat(Judge.judge(hints)).isEqualTo(new Judgement(verdict, List.of(reasons)));
    }

    @Test
    void judgesByTheStrongestSignAndNamesThemAll() {
        assertJudged(hints(Method.GET, FIREFOX), Verdict.HUMAN);
        assertJudged(hints(Method.HEAD, FIREFOX), Verdict.PREVIEW, "method-head");
        assertJudged(ahead(hints(Method.GET, FIREFOX)), Verdict.PREVIEW, "prefetch");
        assertJudged(hints(Method.GET, ""), Verdict.SUSPECT, "ua-empty");
        assertJudged(hints(Method.GET, "who knows"), Verdict.SUSPECT, "ua-unknown");
        assertJudged(hints(Method.HEAD, ""), Verdict.PREVIEW, "method-head", "ua-empty");
        assertJudged(hints(Method.GET, "curl/8.0"), Verdict.BOT, "ua-crawler");
        assertJudged(hints(Method.HEAD, "curl/8.0"), Verdict.BOT, "ua-crawler", "method-head");
        assertJudged(hints(Method.GET, "Twitterbot/1.0"), Verdict.PREVIEW, "link-preview");
        assertJudged(
                overRate(ahead(hints(Method.HEAD, "Twitterbot/1.0"))),
                Verdict.PREVIEW,
                "link-preview",
                "prefetch",
                "method-head",
                "rate");
    }

    @Test
    void judgesAPostLikeAGet() {
        for (var userAgent : List.of(FIREFOX, "", "curl/8.0", "Twitterbot/1.0")) {
            assertThat(Judge.judge(hints(Method.POST, userAgent))).isEqualTo(Judge.judge(hints(Method.GET, userAgent)));
        }
    }

    @Test
    void onlySuspectsABrowserInADataCentre() {
        assertJudged(fromDataCentre(hints(Method.GET, FIREFOX)), Verdict.SUSPECT, "data-centre");
        assertJudged(overRate(fromDataCentre(hints(Method.GET, FIREFOX))), Verdict.SUSPECT, "data-centre", "rate");
    }

    @Test
    void takesWhoHasNoBrowserInADataCentreForABot() {
        assertJudged(
                fromDataCentre(hints(Method.GET, "")), Verdict.BOT, "data-centre-program", "ua-empty", "data-centre");
        assertJudged(
                fromDataCentre(hints(Method.GET, "who knows")),
                Verdict.BOT,
                "data-centre-program",
                "ua-unknown",
                "data-centre");
    }

    @Test
    void neverCondemnsByTheRateAlone() {
        assertJudged(overRate(hints(Method.POST, FIREFOX)), Verdict.SUSPECT, "rate");
    }

    @Test
    void givesTheVerdictOfTheFirstReasonForAllHintsThereAre() {
        for (var method : List.of(Method.GET, Method.HEAD, Method.POST)) {
            for (var userAgent : List.of(FIREFOX, "", "who knows", "curl/8.0", "Twitterbot/1.0")) {
                for (int bits = 0; bits < 8; bits++) {
                    var purpose = (bits & 1) == 0 ? Purpose.VISIT : Purpose.AHEAD;
                    var judgement = Judge.judge(
                            new Hints(method, AGENTS.read(userAgent), purpose, (bits & 2) != 0, (bits & 4) != 0));
                    var reasons = Arrays.stream(Reason.values())
                            .filter(reason -> judgement.reasons().contains(reason.code()))
                            .toList();

                    assertThat(judgement.reasons())
                            .containsExactlyElementsOf(
                                    reasons.stream().map(Reason::code).toList());
                    assertThat(judgement.verdict())
                            .isEqualTo(
                                    reasons.isEmpty()
                                            ? Verdict.HUMAN
                                            : reasons.getFirst().verdict());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEachReasonByAShortCode(Reason reason) {
        assertThat(reason.code()).matches("[a-z]+(-[a-z]+)*").hasSizeLessThan(24);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefetch", "prefetch;prerender", "Prerender", "preview", "prefetch;anonymous-client-ip"})
    void knowsThePurposesOfWhoHasNotClicked(String header) {
        assertThat(Purpose.of(header)).isEqualTo(Purpose.AHEAD);
        assertThat(Purpose.VISIT.or(Purpose.of(header))).isEqualTo(Purpose.AHEAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "navigate", "fetch", "pre"})
    void takesAnyOtherPurposeForAVisit(String header) {
        assertThat(Purpose.of(header)).isEqualTo(Purpose.VISIT);
    }
}
