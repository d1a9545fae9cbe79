package io.clickway.edge.click;

import static io.clickway.edge.click.MakerBuilder.aMaker;
import static io.clickway.edge.click.MakerBuilder.aSeal;
import static io.clickway.edge.click.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.condition.KeptFacts;
import io.clickway.edge.route.Workspace;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Verdict;
import io.clickway.geo.Place;
import io.clickway.id.ClickId;
import io.clickway.links.proto.SourceParameter;
import io.clickway.links.proto.TrafficSourceRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import io.clickway.rule.RandomCampaigns;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the edge decides of a request, the warehouse decides again of the event: over random campaigns and requests. */
class ClickReplayTest {

    private static final int CAMPAIGNS = 1_000;
    private static final int CLICKS = 20;
    private static final long FIRST = 1_792_000_000_000L;
    private static final long SPAN = 60 * 86_400_000L;

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.43 Mobile"
                    + " Safari/537.36",
            "Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.58"
                    + " Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                    + " Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPad; CPU OS 16_9 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6"
                    + " Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0.0.0"
                    + " Safari/537.36",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "curl/8.0",
            "\u00ff\u00fe",
            "");

    private final EnumMap<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final EnumSet<Verdict> verdicts = EnumSet.noneOf(Verdict.class);

    @Test
    void aKeptClickDecidesTheSameAgain() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < CAMPAIGNS; i++) {
            var random = new Random(seed + i);
            var campaigns = new RandomCampaigns(seed + i);
            var campaign = campaigns.campaign().toBuilder()
                    .setSource(TrafficSourceRecord.newBuilder()
                            .setSourceId(7)
                            .setCostParameter(one(random, "", "kw", "bid"))
                            .setCurrency(one(random, "", "EUR"))
                            .addParameters(
                                    SourceParameter.newBuilder().setName("kw").setSub(random.nextInt(3))))
                    .build();
            var link = campaigns.link().toBuilder()
                    .setStartsAtMs(random.nextInt(8) == 0 ? FIRST + random.nextLong(SPAN) : 0)
                    .build();
            var live = LinkPlan.of(link, CampaignPlan.compile(campaign));
            var later = LinkPlan.of(link, CampaignPlan.compile(campaign));
            var maker = aMaker().in(_ -> place(random))
                    .withDataCentres("192.0.2.128/25")
                    .sealing()
                    .build();
            for (int click = 0; click < CLICKS; click++) {
                requireSameAgain(maker, random, live, later, "seed " + (seed + i) + ", click " + click);
            }
        }
        assertThat(outcomes.keySet()).containsAll(EnumSet.range(Outcome.RULE, Outcome.NO_DESTINATION));
        assertThat(outcomes.getOrDefault(Outcome.RULE, 0)).isGreaterThan(CAMPAIGNS);
        assertThat(verdicts).contains(Verdict.HUMAN, Verdict.BOT, Verdict.SUSPECT, Verdict.PREVIEW);
    }

    private void requireSameAgain(ClickMaker maker, Random random, LinkPlan live, LinkPlan later, String what)
            throws Exception {
        long millis = FIRST + random.nextLong(SPAN);
        var id = new ClickId(millis << 16 | 0x7000 | random.nextInt(1 << 12), 1L << 63 | random.nextLong() >>> 2);
        var workspace = new Workspace(1 + random.nextInt(9), random.nextBoolean(), true);
        var circumstances = new Circumstances(id, millis, 5, random.nextInt(5) == 0);
        var redirect = maker.make(request(random).build(), live, workspace, circumstances);

        var event = Event.parseFrom(redirect.event());
        var click = event.getClick();
        var address = aSeal().open(id, click.getSealedAddress().toByteArray()).orElse(new byte[0]);
        var facts = KeptFacts.of(event, address);
        var again = later.decide(facts);

        assertThat(again.toProto()).as(what).isEqualTo(click.getDecision());
        assertThat(again.isCertain()).as(what).isTrue();
        var template = again.template();
        assertThat(redirect.location() == null).as(what).isEqualTo(template == null);
        if (template != null) {
            var url = new StringBuilder();
            template.render(url, again.macros(facts));
            assertThat(redirect.location()).as(what).isEqualTo(url.toString());
        }
        outcomes.merge(click.getDecision().getOutcome(), 1, Integer::sum);
        verdicts.add(click.getVerdict());
    }

    private static RequestBuilder request(Random random) {
        var request = aRequest("/l?" + one(random, "", "kw=&", "kw=a&", "kw=%61b&", "kw=abc&kw=b&", "kw=xb&bid=1&")
                        + one(random, "", "sub1=a", "sub1=b&sub1=a", "sub1=", "sub2=ab&currency=EUR", "cost=1"))
                .by(one(random, Method.GET, Method.GET, Method.POST, Method.HEAD))
                .with(AGENTS.get(random.nextInt(AGENTS.size())))
                .comingFrom(one(
                        random,
                        "",
                        "https://example.com/x",
                        "http://www.EXAMPLE.com:80",
                        "https://u@a.test/?q",
                        "junk",
                        "https://badexample.com/" + "r".repeat(3000)))
                .speaking(one(random, "de", "de-AT,de;q=0.9", "en", "en-GB", "fr;q=1", "*", ""))
                .asking(random.nextInt(4));
        if (random.nextInt(9) == 0) {
            request.ahead();
        }
        return random.nextInt(9) == 0
                ? request.directlyFrom(one(random, "", "junk", "10.0.0.1"))
                : request.from(
                        one(random, "192.0.2.7", "192.0.2.200", "192.0.9.1", "10.0.0.1", "2001:db8::1", "2001:db9::"));
    }

    private static Place place(Random random) {
        return new Place(
                one(random, "DE", "AT", "FR", ""),
                one(random, "EU", "NA", ""),
                one(random, "BY", "9", "BE", ""),
                one(random, "Vienna", "Munich", ""),
                random.nextInt(4));
    }

    @SafeVarargs
    private static <T> T one(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }
}
