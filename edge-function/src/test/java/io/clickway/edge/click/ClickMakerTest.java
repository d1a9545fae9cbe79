package io.clickway.edge.click;

import static io.clickway.edge.click.MakerBuilder.aMaker;
import static io.clickway.edge.click.MakerBuilder.aSeal;
import static io.clickway.edge.click.RequestBuilder.FIREFOX;
import static io.clickway.edge.click.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.edge.route.Workspace;
import io.clickway.event.ClickFlag;
import io.clickway.event.EventFrame;
import io.clickway.event.Signal;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Parameter;
import io.clickway.event.proto.Verdict;
import io.clickway.id.ClickId;
import io.clickway.id.ClickIdMint;
import io.clickway.id.SourceId;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What of a request is kept in its click, part by part. Long, because every part is tried with what is missing, odd or
 * hostile.
 */
class ClickMakerTest {

    private static final ClickId ID = new ClickId(1_795_000_000_000L << 16 | 0x7abc, 1L << 63 | 99);
    private static final Workspace CLOSED = new Workspace(1, false, false);
    private static final Workspace COOKIES = new Workspace(1, true, false);
    private static final Workspace ADDRESSES = new Workspace(1, false, true);

    private final ClickMaker maker = aMaker().sealing().build();

    @Test
    void keepsWhatTheRequestSays() {
        var redirect = make(aRequest("/demo?sub1=a&sub10=j&utm_source=x%20y&gclid=1+2"));
        var click = clickOf(redirect);

        assertThat(eventOf(redirect).getIdHigh()).isEqualTo(ID.high());
        assertThat(eventOf(redirect).getIdLow()).isEqualTo(ID.low());
        assertThat(redirect.location()).isEqualTo("https://example.com/?c=" + ID + "&s=a");
        assertThat(click.getDestination()).isEqualTo(redirect.location());
        assertThat(click.getLinkId()).isEqualTo(3);
        assertThat(click.getWorkspaceId()).isEqualTo(4);
        assertThat(click.getCampaignId()).isEqualTo(5);
        assertThat(click.getConfigVersion()).isEqualTo(6);
        assertThat(click.getMethod()).isEqualTo(Method.GET);
        assertThat(click.getHost()).isEqualTo("go.example.test");
        assertThat(click.getTarget()).isEqualTo("/demo?sub1=a&sub10=j&utm_source=x%20y&gclid=1+2");
        assertThat(click.getUserAgent()).isEqualTo(FIREFOX);
        assertThat(click.getReferrer()).isEqualTo("https://ref.example/");
        assertThat(click.getLanguage()).isEqualTo("de-at");
        assertThat(click.getCountry()).isEqualTo("AT");
        assertThat(click.getContinent()).isEqualTo("EU");
        assertThat(click.getSubdivision()).isEqualTo("9");
        assertThat(click.getCity()).isEqualTo("Vienna");
        assertThat(click.getAsn()).isEqualTo(3);
        assertThat(click.getNetwork().toByteArray()).containsExactly(198, 51, 100, 0);
        assertThat(click.getSealedAddress().isEmpty()).isTrue();
        assertThat(click.getDevice()).isEqualTo(Device.DESKTOP);
        assertThat(click.getOs()).isEqualTo("Linux");
        assertThat(click.getBrowser()).isEqualTo("Firefox");
        assertThat(click.getBrowserVersion()).isEqualTo("140");
        assertThat(click.getVerdict()).isEqualTo(Verdict.HUMAN);
        assertThat(click.getReasonsList()).isEmpty();
        assertThat(click.getJudgeVersion()).isEqualTo(2);
        assertThat(click.getVisitor()).isNotZero();
        assertThat(click.getSignals()).isZero();
        assertThat(click.getSubsList()).containsExactly("a", "", "", "", "", "", "", "", "", "j");
        assertThat(click.getParametersList())
                .containsExactly(parameter("utm_source", "x y"), parameter("gclid", "1 2"));
        assertThat(click.getDecision().getOutcome()).isEqualTo(Outcome.LINK_URL);
        assertThat(click.getDecision().getLinkRevision()).isEqualTo(8);
        assertThat(click.getFlags()).isZero();
        assertThat(redirect.cookie()).isNull();
    }

    @Test
    void savesTheCountryUnderOverloadAndSaysSo() {
        var redirect = make(aRequest("/demo?sub1=a"), link(), CLOSED, new Circumstances(ID, ID.epochMillis(), 6, true));
        var click = clickOf(redirect);

        assertThat(click.getCountry()).isEmpty();
        assertThat(click.getCity()).isEmpty();
        assertThat(flags(redirect)).containsExactly(ClickFlag.LOAD_SHED);
        assertThat(click.getVerdict()).isEqualTo(Verdict.HUMAN);
        assertThat(click.getNetwork().toByteArray()).containsExactly(198, 51, 100, 0);
        assertThat(redirect.location()).isEqualTo("https://example.com/?c=" + ID + "&s=a");
    }

    @Test
    void looksTheCountryUpEvenUnderOverloadWhenARuleMayAskForIt() {
        var redirect = make(aRequest("/demo"), ruled("AT"), CLOSED, new Circumstances(ID, ID.epochMillis(), 6, true));

        assertThat(clickOf(redirect).getCountry()).isEqualTo("AT");
        assertThat(redirect.location()).isEqualTo("https://rule.example/");
        assertThat(flags(redirect)).containsExactly(ClickFlag.LOAD_SHED);
    }

    @Test
    void sendsWhereTheFirstRuleThatHoldsSaysAndKeepsHowItCameThere() {
        var taken = make(aRequest("/demo"), ruled("AT"), CLOSED);
        assertThat(taken.location()).isEqualTo("https://rule.example/");
        assertThat(clickOf(taken).getDecision().getOutcome()).isEqualTo(Outcome.RULE);
        assertThat(clickOf(taken).getDecision().getRuleId()).isEqualTo(21);
        assertThat(clickOf(taken).getDecision().getDestinationId()).isEqualTo(22);

        var passed = make(aRequest("/demo"), ruled("DE"), CLOSED);
        assertThat(clickOf(passed).getDecision().getOutcome()).isEqualTo(Outcome.LINK_URL);
        assertThat(clickOf(passed).getDecision().getPassed(0).getRuleId()).isEqualTo(21);
    }

    @Test
    void keepsAClickThatLeadsNowhere() {
        var redirect = make(aRequest("/demo"), plan(record().clearUrl(), CampaignRecord.newBuilder()), CLOSED);

        assertThat(redirect.location()).isNull();
        assertThat(clickOf(redirect).getDestination()).isEmpty();
        assertThat(clickOf(redirect).getDecision().getOutcome()).isEqualTo(Outcome.NO_DESTINATION);
    }

    @Test
    void fillsEmptyMacrosWithNothingAndSaysSo() {
        var redirect = make(aRequest("/demo"));

        assertThat(redirect.location()).isEqualTo("https://example.com/?c=" + ID + "&s=");
        assertThat(flags(redirect)).containsExactly(ClickFlag.MACRO_UNRESOLVED);
    }

    @Test
    void encodesWhatAVisitorPutsIntoTheDestination() {
        assertThat(make(aRequest("/demo?sub1=%0d%0aSet-Cookie:x=1%26y#%C3%A9")).location())
                .endsWith("&s=%0D%0ASet-Cookie%3Ax%3D1%26y");
    }

    @Test
    void neverTakesADestinationFromTheRequest() {
        assertThat(make(aRequest("/demo?url=https://evil.example&sub1=https://evil.example"))
                        .location())
                .startsWith("https://example.com/");
    }

    @Test
    void passesTheVisitorsParametersOnOnlyWhereTheLinkSaysSo() {
        var passing = plan(record().setUrl("https://example.com/?sub1=own#f").setPassesQuery(true));
        var redirect = make(aRequest("/demo?sub1=a&sub3=c%26&x=%C3%A9&y="), passing, CLOSED);

        assertThat(redirect.location()).isEqualTo("https://example.com/?sub1=own&sub3=c%26&x=%C3%A9&y=#f");
        assertThat(clickOf(redirect).getDestination()).isEqualTo(redirect.location());
        assertThat(make(aRequest("/demo?x=1&sub1=a")).location()).doesNotContain("x=1");
    }

    @Test
    void saysWhenParametersHadNoRoomAndKeepsABoundedDestination() {
        var passing = plan(record().setUrl("https://example.com/").setPassesQuery(true));
        var query = IntStream.range(0, 60)
                .mapToObj(i -> "p" + i + "=" + "%20".repeat(200))
                .collect(Collectors.joining("&"));
        var redirect = make(aRequest("/demo?" + query), passing, CLOSED);

        assertThat(flags(redirect)).contains(ClickFlag.QUERY_NOT_PASSED);
        assertThat(redirect.location()).hasSizeBetween(7 * 1024, 8 * 1024);
        assertThat(clickOf(redirect).getDestination()).hasSize(4096);
        assertThat(redirect.location()).startsWith(clickOf(redirect).getDestination());
    }

    @Test
    void cutsWhatIsTooLongAndFlagsIt() {
        var redirect = make(aRequest("/demo?sub1=" + "s".repeat(300) + "&p=" + "v".repeat(5000))
                .with("u".repeat(600))
                .comingFrom("r".repeat(3000)));
        var click = clickOf(redirect);

        assertThat(click.getUserAgent()).hasSize(512);
        assertThat(click.getReferrer()).hasSize(2048);
        assertThat(click.getTarget()).hasSize(4096);
        assertThat(click.getSubs(0)).hasSize(256);
        assertThat(click.getParameters(0).getValue()).hasSize(256);
        assertThat(flags(redirect))
                .containsExactlyInAnyOrder(
                        ClickFlag.USER_AGENT_CUT,
                        ClickFlag.REFERRER_CUT,
                        ClickFlag.TARGET_CUT,
                        ClickFlag.PARAMETER_CUT);
    }

    @Test
    void keepsTextsThatAreExactlyAsLongAsAllowedUnflagged() {
        var redirect = make(aRequest("/demo?sub1=" + "s".repeat(256) + "&" + "n".repeat(256) + "=" + "v".repeat(256)));

        assertThat(clickOf(redirect).getParameters(0).getName()).hasSize(256);
        assertThat(flags(redirect)).isEmpty();
    }

    @Test
    void mendsBrokenPercentEscapesBytesAndNul() {
        var redirect = make(aRequest("/demo?a=%&b=%zz&c=%ff&d=%00&e=%c3%28&f=%ed%a0%80&sub1=x%e"));
        var click = clickOf(redirect);

        assertThat(click.getParametersList().subList(0, 4))
                .containsExactly(
                        parameter("a", "%"), parameter("b", "%zz"), parameter("c", "\ufffd"), parameter("d", "\ufffd"));
        assertThat(click.getParameters(4).getValue()).isEqualTo("\ufffd(");
        assertThat(click.getParameters(5).getValue()).startsWith("\ufffd");
        assertThat(click.getSubs(0)).isEqualTo("x%e");
        assertThat(flags(redirect)).containsExactly(ClickFlag.ENCODING_MENDED);
    }

    @Test
    void readsUtf8InHeadersAndMendsWhatIsNone() {
        var utf8 = new String("Größe 😀".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        var good = make(aRequest("/demo?sub1=a").with(utf8));
        assertThat(clickOf(good).getUserAgent()).isEqualTo("Größe 😀");
        assertThat(flags(good)).isEmpty();

        var bad = make(aRequest("/demo?sub1=a").with("caf\u00e9 \u0000"));
        assertThat(clickOf(bad).getUserAgent()).isEqualTo("caf\ufffd \ufffd");
        assertThat(flags(bad)).containsExactly(ClickFlag.ENCODING_MENDED);
    }

    @Test
    void neverCutsACharacterInTwo() {
        var click = clickOf(make(aRequest("/demo?sub1=" + "s".repeat(255) + "%F0%9F%98%80")));

        assertThat(click.getSubs(0)).isEqualTo("s".repeat(255));
    }

    @Test
    void flagsAnUnreadableClientAddressAndAClockThatWentBack() {
        var redirect = make(
                aRequest("/demo?sub1=a").from("junk"),
                link(),
                CLOSED,
                new Circumstances(ID, ID.epochMillis() - 1, 6, false));

        assertThat(flags(redirect)).containsExactly(ClickFlag.CLIENT_ADDRESS_UNREADABLE, ClickFlag.CLOCK_WENT_BACK);
    }

    @Test
    void keepsAClickWhoseAddressNobodyKnows() {
        var redirect = make(aRequest("/demo?sub1=a").directlyFrom(""), link(), ADDRESSES);

        assertThat(clickOf(redirect).getNetwork().isEmpty()).isTrue();
        assertThat(clickOf(redirect).getSealedAddress().isEmpty()).isTrue();
        assertThat(flags(redirect)).containsExactly(ClickFlag.CLIENT_ADDRESS_UNREADABLE);
    }

    @Test
    void judgesByAgentPurposeMethodRangeAndRate() {
        var judging =
                aMaker().withDataCentres("203.0.113.0/24").withRateLimit(10).build();

        assertThat(judged(judging, aRequest("/demo").with("curl/8.0"))).isEqualTo(Verdict.BOT);
        assertThat(judged(judging, aRequest("/demo").with(""))).isEqualTo(Verdict.SUSPECT);
        assertThat(judged(judging, aRequest("/demo").ahead())).isEqualTo(Verdict.PREVIEW);
        assertThat(judged(judging, aRequest("/demo").by(Method.HEAD))).isEqualTo(Verdict.PREVIEW);
        assertThat(judged(judging, aRequest("/demo").by(Method.POST))).isEqualTo(Verdict.HUMAN);
        assertThat(judged(judging, aRequest("/demo").from("203.0.113.9"))).isEqualTo(Verdict.SUSPECT);
        assertThat(judged(judging, aRequest("/demo").from("192.0.2.9"))).isEqualTo(Verdict.HUMAN);
        for (int i = 0; i < 10; i++) {
            judged(judging, aRequest("/demo").from("192.0.2.8"));
        }
        var over = make(judging, aRequest("/demo").from("192.0.2.8"));
        assertThat(clickOf(over).getReasonsList()).containsExactly("rate");
        assertThat(over.location()).as("a marked click is redirected").isNotNull();
    }

    private static Verdict judged(ClickMaker maker, RequestBuilder request) {
        return clickOf(make(maker, request)).getVerdict();
    }

    private static Redirect make(ClickMaker maker, RequestBuilder request) {
        return maker.make(request.build(), link(), CLOSED, new Circumstances(ID, ID.epochMillis(), 6, false));
    }

    @Test
    void namesAVisitorByACookieWhereTheWorkspaceAllowsItAndKnowsThemAgain() {
        var genuine = new ClickIdMint(new SourceId(9), MakerBuilder.ID_KEYS, ID::epochMillis).next();
        var first =
                make(aRequest("/demo"), link(), COOKIES, new Circumstances(genuine, genuine.epochMillis(), 6, false));
        var cookie = Objects.requireNonNull(first.cookie());
        assertThat(cookie).startsWith("cw_v=" + genuine + ";");

        var pair = cookie.substring(0, cookie.indexOf(';'));
        var again = make(aRequest("/demo").bringing(pair).with("another").from("192.0.2.1"), link(), COOKIES);
        assertThat(clickOf(again).getVisitor()).isEqualTo(clickOf(first).getVisitor());
        assertThat(again.cookie()).isNull();

        var forged = make(aRequest("/demo").bringing("cw_v=" + ID), link(), COOKIES);
        assertThat(forged.cookie()).startsWith("cw_v=" + ID);
        var unasked = make(aRequest("/demo").bringing(pair), link(), CLOSED);
        assertThat(unasked.cookie()).isNull();
        assertThat(clickOf(unasked).getVisitor())
                .isEqualTo(clickOf(make(aRequest("/demo"))).getVisitor());
    }

    @Test
    void setsAndReadsNoCookieForWhoAsksNotToBeFollowed() {
        for (var signal : Signal.values()) {
            var redirect = make(aRequest("/demo").asking(signal.bit()), link(), COOKIES);

            assertThat(redirect.cookie()).isNull();
            assertThat(clickOf(redirect).getSignals()).isEqualTo(signal.bit());
            assertThat(clickOf(redirect).getVisitor())
                    .isEqualTo(clickOf(make(aRequest("/demo"))).getVisitor());
        }
    }

    @Test
    void sealsTheFullAddressForItsClickOnlyWhereTheWorkspaceKeepsIt() {
        var sealed = clickOf(make(aRequest("/demo").from("2001:db8::77"), link(), ADDRESSES))
                .getSealedAddress()
                .toByteArray();

        assertThat(aSeal().open(ID, sealed))
                .hasValueSatisfying(address -> assertThat(address)
                        .containsExactly(InetAddress.ofLiteral("2001:db8::77").getAddress()));
        assertThat(aSeal().open(new ClickId(ID.high(), ID.low() + 1), sealed)).isEmpty();
        var unsealing = aMaker().build();
        assertThat(clickOf(unsealing.make(
                                aRequest("/demo").build(),
                                link(),
                                ADDRESSES,
                                new Circumstances(ID, ID.epochMillis(), 6, false)))
                        .getSealedAddress()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void leavesNothingOfOneClickInTheNext() {
        var fresh = make(aRequest("/demo?sub1=a"));
        make(
                aRequest("/demo?sub1=%ff&sub9=z&cost=1&currency=EUR&x=1")
                        .with("u".repeat(900))
                        .by(Method.HEAD)
                        .asking(3)
                        .from("junk"),
                ruled("AT"),
                new Workspace(9, true, true),
                new Circumstances(new ClickId(1, 2), 0, 9, true));

        assertThat(make(aRequest("/demo?sub1=a")).event()).isEqualTo(fresh.event());
    }

    @RepeatedTest(20)
    void makesTheSameOfAnAsciiRequestWhetherOrNotItIsKnownToBeOne(RepetitionInfo repetition) {
        long seed = 101L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            var request = aRequest("/demo?" + ascii(random, 200, "&=%+;#?ab1"))
                    .to(ascii(random, 20, "ab.:["))
                    .with(ascii(random, 700, "Mozila/5.0 (Android)Chrome"))
                    .comingFrom("https://" + ascii(random, 50, "a.:/@?"))
                    .speaking(ascii(random, 9, "de-AT,;"));
            assertThat(request.isAscii()).isTrue();
            var circumstances = new Circumstances(ID, ID.epochMillis(), 6, false);
            var known = maker.make(request.build(true), link(), CLOSED, circumstances);
            var unknown = maker.make(request.build(false), link(), CLOSED, circumstances);

            assertThat(eventOf(known)).as("seed %d", seed).isEqualTo(eventOf(unknown));
            assertThat(known.location()).as("seed %d", seed).isEqualTo(unknown.location());
        }
    }

    private static String ascii(Random random, int most, String letters) {
        var text = new StringBuilder();
        for (int n = random.nextInt(most); n > 0; n--) {
            text.append(
                    random.nextInt(8) == 0
                            ? (char) (' ' + random.nextInt(95))
                            : letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @RepeatedTest(50)
    void staysBelowTheBoundOfAnEventWhateverComes(RepetitionInfo repetition) {
        long seed = 31L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        var uri = new StringBuilder("/demo?");
        while (uri.length() < 16_000) {
            switch (random.nextInt(5)) {
                case 0 -> uri.append("&sub").append(random.nextInt(12)).append('=');
                case 1 -> uri.append('&').append(random.nextInt()).append('=');
                case 2 -> uri.append("%F0%9F%98%80");
                case 3 -> uri.append((char) (0x80 + random.nextInt(0x80)));
                default -> uri.append("\u00ff".repeat(random.nextInt(300)));
            }
        }
        var request = aRequest(uri.toString())
                .by(Method.POST)
                .to("\u00ff".repeat(255))
                .with("\u00ff".repeat(5000))
                .comingFrom("\u00ff".repeat(5000))
                .directlyFrom("2001:db8::1");
        var redirect = make(request, plan(record().setPassesQuery(random.nextBoolean())), new Workspace(1, true, true));

        assertThat(EventFrame.sizeOf(redirect.event())).as("seed %d", seed).isLessThan(EventFrame.MAX_EVENT_BYTES);
        assertThat(eventOf(redirect).toByteArray()).as("seed %d", seed).isEqualTo(redirect.event());
        assertThat(redirect.location()).as("seed %d", seed).matches("[!-~]+");
    }

    private Redirect make(RequestBuilder request) {
        return make(request, link(), CLOSED);
    }

    private Redirect make(RequestBuilder request, LinkPlan link, Workspace workspace) {
        return make(request, link, workspace, new Circumstances(ID, ID.epochMillis(), 6, false));
    }

    private Redirect make(RequestBuilder request, LinkPlan link, Workspace workspace, Circumstances circumstances) {
        return maker.make(request.build(), link, workspace, circumstances);
    }

    private static LinkRecord.Builder record() {
        return LinkRecord.newBuilder()
                .setLinkId(3)
                .setWorkspaceId(4)
                .setCampaignId(5)
                .setRevision(8)
                .setSlug("demo")
                .setUrl("https://example.com/?c={click_id}&s={sub1}");
    }

    private static LinkPlan link() {
        return plan(record());
    }

    /** Of a campaign with one rule, for one country. */
    private static LinkPlan ruled(String country) {
        return plan(
                record(),
                CampaignRecord.newBuilder()
                        .addRules(RuleRecord.newBuilder()
                                .setRuleId(21)
                                .addConditions(ConditionRecord.newBuilder()
                                        .setField(Field.COUNTRY)
                                        .addValues(country))
                                .addDestinations(DestinationRecord.newBuilder()
                                        .setDestinationId(22)
                                        .setUrl("https://rule.example/")
                                        .setWeight(1))));
    }

    private static LinkPlan plan(LinkRecord.Builder link) {
        return plan(link, CampaignRecord.newBuilder());
    }

    private static LinkPlan plan(LinkRecord.Builder link, CampaignRecord.Builder campaign) {
        try {
            return LinkPlan.of(
                    link.build(),
                    CampaignPlan.compile(
                            campaign.setCampaignId(5).setWorkspaceId(4).build()));
        } catch (Exception invalid) {
            throw new AssertionError(invalid);
        }
    }

    private static Event eventOf(Redirect redirect) {
        try {
            return Event.parseFrom(redirect.event());
        } catch (InvalidProtocolBufferException garbled) {
            throw new AssertionError(garbled);
        }
    }

    private static Click clickOf(Redirect redirect) {
        return eventOf(redirect).getClick();
    }

    private static Iterable<ClickFlag> flags(Redirect redirect) {
        return ClickFlag.of(clickOf(redirect).getFlags());
    }

    private static Parameter parameter(String name, String value) {
        return Parameter.newBuilder().setName(name).setValue(value).build();
    }
}
