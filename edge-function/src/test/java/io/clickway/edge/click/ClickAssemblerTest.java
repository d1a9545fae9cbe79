package io.clickway.edge.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorHash;
import io.clickway.edge.judge.Judge;
import io.clickway.edge.route.Link;
import io.clickway.event.ClickFlag;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Parameter;
import io.clickway.event.proto.Verdict;
import io.clickway.id.ClickId;
import io.clickway.id.SipHash;
import io.clickway.link.DestinationTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ClickAssemblerTest {

    private static final ClickId ID = new ClickId(1_795_000_000_000L << 16 | 0x7abc, 1L << 63 | 99);
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private final ClickAssembler assembler = new ClickAssembler(
            TrustedProxies.parse(List.of("127.0.0.0/8")),
            new Judge(),
            client -> client.isPresent() ? "AT" : "",
            new VisitorHash(SipHash.ofHex("000102030405060708090a0b0c0d0e0f")));

    @Test
    void keepsWhatTheRequestSays() {
        var redirect = assemble(request("/demo?sub1=a&sub10=j&utm_source=x%20y&gclid=1+2"));
        var click = redirect.event().getClick();

        assertThat(redirect.event().getIdHigh()).isEqualTo(ID.high());
        assertThat(redirect.event().getIdLow()).isEqualTo(ID.low());
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
        assertThat(click.getNetwork().toByteArray()).containsExactly(198, 51, 100, 0);
        assertThat(click.getDevice()).isEqualTo(Device.DESKTOP);
        assertThat(click.getVerdict()).isEqualTo(Verdict.HUMAN);
        assertThat(click.getJudgeVersion()).isEqualTo(1);
        assertThat(click.getVisitor()).isNotZero();
        assertThat(click.getSubsList()).containsExactly("a", "", "", "", "", "", "", "", "", "j");
        assertThat(click.getParametersList())
                .containsExactly(parameter("utm_source", "x y"), parameter("gclid", "1 2"));
        assertThat(click.getFlags()).isZero();
    }

    @Test
    void savesTheCountryUnderOverloadAndSaysSo() throws Exception {
        var redirect =
                assembler.assemble(request("/demo?sub1=a"), link(), new Circumstances(ID, ID.epochMillis(), 6, true));
        var click = redirect.event().getClick();

        assertThat(click.getCountry()).isEmpty();
        assertThat(flags(redirect)).containsExactly(ClickFlag.LOAD_SHED);
        assertThat(click.getVerdict()).isEqualTo(Verdict.HUMAN);
        assertThat(click.getNetwork().toByteArray()).containsExactly(198, 51, 100, 0);
        assertThat(redirect.location()).isEqualTo("https://example.com/?c=" + ID + "&s=a");
    }

    @Test
    void fillsEmptyMacrosWithNothingAndSaysSo() {
        var redirect = assemble(request("/demo"));

        assertThat(redirect.location()).isEqualTo("https://example.com/?c=" + ID + "&s=");
        assertThat(flags(redirect)).containsExactly(ClickFlag.MACRO_UNRESOLVED);
    }

    @Test
    void encodesWhatAVisitorPutsIntoTheDestination() {
        assertThat(assemble(request("/demo?sub1=%0d%0aSet-Cookie:x=1%26y#%C3%A9"))
                        .location())
                .endsWith("&s=%0D%0ASet-Cookie%3Ax%3D1%26y");
    }

    @Test
    void neverTakesADestinationFromTheRequest() {
        assertThat(assemble(request("/demo?url=https://evil.example&sub1=https://evil.example"))
                        .location())
                .startsWith("https://example.com/");
    }

    @Test
    void cutsWhatIsTooLongAndFlagsIt() {
        var redirect = assemble(new ClickRequest(
                Method.GET,
                ClickTarget.parse("/demo?sub1=" + "s".repeat(300) + "&p=" + "v".repeat(5000)),
                "h",
                "u".repeat(600),
                "r".repeat(3000),
                "",
                false,
                "127.0.0.1",
                List.of()));
        var click = redirect.event().getClick();

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
        var redirect =
                assemble(request("/demo?sub1=" + "s".repeat(256) + "&" + "n".repeat(256) + "=" + "v".repeat(256)));

        assertThat(redirect.event().getClick().getParameters(0).getName()).hasSize(256);
        assertThat(flags(redirect)).isEmpty();
    }

    @Test
    void keeps64ParametersAndSaysThatThereWereMore() {
        var query =
                IntStream.rangeClosed(1, 100).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
        var redirect = assemble(request("/demo?" + query + "&sub1=late"));

        assertThat(redirect.event().getClick().getParametersList())
                .hasSize(64)
                .last()
                .isEqualTo(parameter("p64", "64"));
        assertThat(redirect.event().getClick().getSubsList()).containsExactly("late");
        assertThat(flags(redirect)).containsExactly(ClickFlag.PARAMETERS_DROPPED);
    }

    @Test
    void keepsTheFirstOfRepeatedParameters() {
        var redirect = assemble(request("/demo?sub1=a&sub1=b&x=1&x=2&%78=3"));

        assertThat(redirect.event().getClick().getSubsList()).containsExactly("a");
        assertThat(redirect.event().getClick().getParametersList()).containsExactly(parameter("x", "1"));
        assertThat(flags(redirect)).containsExactly(ClickFlag.PARAMETER_REPEATED);
    }

    @Test
    void readsOddQueriesLeniently() {
        var click = assemble(request("/demo?&&a&b=&=c&d==e&sub0=x&sub11=y&sub1x=z&sub01=w&?q=1&sub1=s"))
                .event()
                .getClick();

        assertThat(click.getParametersList())
                .containsExactly(
                        parameter("a", ""),
                        parameter("b", ""),
                        parameter("", "c"),
                        parameter("d", "=e"),
                        parameter("sub0", "x"),
                        parameter("sub11", "y"),
                        parameter("sub1x", "z"),
                        parameter("sub01", "w"),
                        parameter("?q", "1"));
    }

    @Test
    void mendsBrokenPercentEscapesBytesAndNul() {
        var redirect = assemble(request("/demo?a=%&b=%zz&c=%ff&d=%00&e=%c3%28&f=%ed%a0%80&sub1=x%e"));
        var click = redirect.event().getClick();

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
        var good = assemble(withUserAgent(utf8));
        assertThat(good.event().getClick().getUserAgent()).isEqualTo("Größe 😀");
        assertThat(flags(good)).isEmpty();

        var bad = assemble(withUserAgent("caf\u00e9 \u0000"));
        assertThat(bad.event().getClick().getUserAgent()).isEqualTo("caf\ufffd \ufffd");
        assertThat(flags(bad)).containsExactly(ClickFlag.ENCODING_MENDED);
    }

    @Test
    void neverCutsACharacterInTwo() {
        var click = assemble(request("/demo?sub1=" + "s".repeat(255) + "%F0%9F%98%80"))
                .event()
                .getClick();

        assertThat(click.getSubs(0)).isEqualTo("s".repeat(255));
    }

    @Test
    void readsTheCostOrLeavesItAmongTheParameters() {
        var click =
                assemble(request("/demo?cost=0.25&currency=eur&x=1")).event().getClick();
        assertThat(click.getCostMicros()).isEqualTo(250_000);
        assertThat(click.getCurrency()).isEqualTo("EUR");
        assertThat(click.getParametersList()).containsExactly(parameter("x", "1"));

        var malformed =
                assemble(request("/demo?cost=lots&currency=EUR")).event().getClick();
        assertThat(malformed.getCurrency()).isEmpty();
        assertThat(malformed.getParametersList())
                .containsExactly(parameter("cost", "lots"), parameter("currency", "EUR"));
    }

    @Test
    void flagsAnUnreadableClientAddressAndAClockThatWentBack() throws Exception {
        var request = new ClickRequest(
                Method.GET,
                ClickTarget.parse("/demo?sub1=a"),
                "h",
                FIREFOX,
                "",
                "",
                false,
                "127.0.0.1",
                List.of("junk"));
        var redirect = assembler.assemble(request, link(), new Circumstances(ID, ID.epochMillis() - 1, 6, false));

        assertThat(flags(redirect)).containsExactly(ClickFlag.CLIENT_ADDRESS_UNREADABLE, ClickFlag.CLOCK_WENT_BACK);
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
        var redirect = assemble(new ClickRequest(
                Method.POST,
                ClickTarget.parse(uri.toString()),
                "\u00ff".repeat(255),
                "\u00ff".repeat(5000),
                "\u00ff".repeat(5000),
                "de",
                false,
                "2001:db8::1",
                List.of()));

        assertThat(EventFrame.sizeOf(redirect.event())).as("seed %d", seed).isLessThan(EventFrame.MAX_EVENT_BYTES);
        assertThat(redirect.location()).as("seed %d", seed).matches("[!-~]+");
    }

    private Redirect assemble(ClickRequest request) {
        try {
            return assembler.assemble(request, link(), new Circumstances(ID, ID.epochMillis(), 6, false));
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static Link link() throws Exception {
        return new Link(3, 4, 5, DestinationTemplate.parse("https://example.com/?c={click_id}&s={sub1}"));
    }

    private static ClickRequest request(String uri) {
        return new ClickRequest(
                Method.GET,
                ClickTarget.parse(uri),
                "go.example.test",
                FIREFOX,
                "https://ref.example/",
                "de-AT,de;q=0.9",
                false,
                "127.0.0.1",
                List.of("198.51.100.7"));
    }

    private static ClickRequest withUserAgent(String userAgent) {
        return new ClickRequest(
                Method.GET,
                ClickTarget.parse("/demo?sub1=a"),
                "h",
                userAgent,
                "",
                "",
                false,
                "198.51.100.7",
                List.of());
    }

    private static Iterable<ClickFlag> flags(Redirect redirect) {
        Click click = redirect.event().getClick();
        return ClickFlag.of(click.getFlags());
    }

    private static Parameter parameter(String name, String value) {
        return Parameter.newBuilder().setName(name).setValue(value).build();
    }
}
