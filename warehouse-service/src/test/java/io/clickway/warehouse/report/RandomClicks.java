package io.clickway.warehouse.report;

import static io.clickway.testkit.ClickBuilder.aClick;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Verdict;
import io.clickway.testkit.ClickBuilder;
import io.clickway.warehouse.datapath.Centre;
import java.util.List;
import java.util.Random;

/** Clicks of few values each, some of them unknown or without a name, so that groups are full. */
final class RandomClicks {

    private static final List<String> COUNTRIES = List.of("DE", "AT", "NP", "BR", "");
    private static final List<String> SYSTEMS = List.of("Mac OS", "Android", "Linux", "");
    private static final List<String> BROWSERS = List.of("Chrome", "Firefox", "");
    private static final List<String> SUBS = List.of("", "a", "b:c, d");
    private static final List<String> CURRENCIES = List.of("EUR", "USD");

    private final Random random;

    RandomClicks(Random random) {
        this.random = random;
    }

    /** Two links and two offers share a slug; link 6 and campaign 3 have no name. */
    static void name(Centre centre) {
        centre.run("insert into workspaces (workspace_id, slug, name) values (2, 'second', 'Second')");
        centre.run(
                "insert into campaigns (campaign_id, workspace_id, slug, name) values (1, 1, 'spring', 'S'), (2, 2, 'autumn', 'A')");
        centre.run("insert into links (link_id, workspace_id, campaign_id, domain, slug, url) values"
                + " (1, 1, 1, '*', 'one', 'https://x.example'), (2, 1, 1, '*', 'two', 'https://x.example'),"
                + " (3, 1, 1, 'go.example', 'one', 'https://x.example'), (4, 2, 2, '*', 'four', 'https://x.example'),"
                + " (5, 2, 2, '*', 'five', 'https://x.example')");
        centre.run(
                "insert into traffic_sources (source_id, workspace_id, slug, name) values (1, 1, 'google', 'G'), (2, 2, 'bing', 'B')");
        centre.run("insert into offers (offer_id, workspace_id, slug, name, url) values"
                + " (1, 1, 'shoes', 'S', 'https://x.example'), (2, 2, 'shoes', 'S', 'https://x.example')");
        centre.run(
                "insert into landers (lander_id, workspace_id, slug, name, url) values (1, 1, 'story', 'S', 'https://x.example')");
        centre.run(
                "insert into rules (rule_id, workspace_id, campaign_id, name, position) values (1, 1, 1, 'Everyone', 1),"
                        + " (2, 2, 2, 'Night owls', 1)");
    }

    /** Values that a filter by this dimension may ask for, among them one that nothing has. */
    static List<String> values(Dimension dimension) {
        return switch (dimension) {
            case LINK -> List.of("one", "two", "five", "", "nowhere");
            case CAMPAIGN -> List.of("spring", "autumn", "");
            case SOURCE -> List.of("google", "bing", "");
            case OFFER -> List.of("shoes", "");
            case LANDER -> List.of("story", "");
            case RULE -> List.of("Everyone", "Night owls", "");
            case WORKSPACE -> List.of("default", "second");
            case COUNTRY -> COUNTRIES;
            case DEVICE -> List.of("desktop", "mobile", "tablet", "bot");
            case OS -> SYSTEMS;
            case BROWSER -> BROWSERS;
            case VERDICT -> List.of("human", "bot", "suspect");
            case REGION -> List.of("eu", "us");
            case EDGE -> List.of("edge-eu", "edge-us");
            case CURRENCY -> List.of("EUR", "USD", "");
            case SUB1 -> SUBS;
            case UTM_SOURCE -> List.of("news", "");
            case ASN -> List.of("64496", "64497", "");
            case CITY -> List.of("Graz", "");
            case REFERRER_HOST -> List.of("news.example", "");
            default -> throw new IllegalArgumentException(dimension.text());
        };
    }

    ClickBuilder next() {
        int link = 1 + random.nextInt(6);
        int campaign = link < 4 ? 1 : link < 6 ? 2 : 3;
        var click = aClick().onLink(link, campaign)
                .from(pick(COUNTRIES))
                .judged(pick(List.of(Verdict.HUMAN, Verdict.HUMAN, Verdict.BOT, Verdict.SUSPECT)))
                .sub1(pick(SUBS));
        var fields = click.fields();
        fields.setWorkspaceId(campaign == 1 ? 1 : 2)
                .setDevice(pick(List.of(Device.DESKTOP, Device.MOBILE, Device.TABLET)))
                .setOs(pick(SYSTEMS))
                .setBrowser(pick(BROWSERS))
                .setVisitor(hash(random.nextInt(4_000)));
        if (random.nextInt(3) == 0) {
            fields.setCostMicros(random.nextInt(3_000_000)).setCurrency(pick(CURRENCIES));
        }
        if (random.nextBoolean()) {
            fields.setReferrer("https://News.example/a");
            fields.addParametersBuilder().setName("utm_source").setValue("news");
            fields.setAsn(64_496 + random.nextInt(2)).setCity("Graz");
        }
        if (random.nextInt(4) > 0) {
            fields.getDecisionBuilder().setOutcome(Outcome.RULE);
        }
        decide(fields, campaign);
        return click;
    }

    private void decide(io.clickway.event.proto.Click.Builder fields, int campaign) {
        if (fields.hasDecision()) {
            fields.getDecisionBuilder()
                    .setRuleId(Math.min(campaign, 2))
                    .setOfferId(random.nextInt(3))
                    .setLanderId(random.nextInt(2));
            fields.setTrafficSourceId(random.nextInt(3));
        }
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Well mixed, as an edge's keyed hash is: sketches rest on it. */
    private static long hash(long visitor) {
        long mixed = (visitor ^ (visitor >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
