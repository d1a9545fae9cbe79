package io.clickway.warehouse.benchmark;

import io.clickway.agent.Agents;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Verdict;
import io.clickway.id.ClickId;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Clicks as an ad network's traffic looks: real User-Agents, few of them frequent; links, placements, keywords and cities by
 * Zipf's law; utm parameters, a placement and a creative as subs, a cost, an offer's URL with the click id and the placement.
 */
public final class RealisticClicks {

    private static final int LINKS = 400;
    private static final int CAMPAIGNS = 60;
    private static final String[] COUNTRIES = {"US", "DE", "GB", "FR", "IN", "BR", "ES", "IT", "AT", "PL", "NL", "CA"};
    private static final String[] LANGUAGES = {
        "en-us", "de-de", "en-gb", "fr-fr", "hi-in", "pt-br", "es-es", "it-it", "de-at"
    };

    private final Random random;
    private final boolean hasGclid;
    private final List<String> userAgents = new ArrayList<>();
    private final Agents agents = new Agents();

    /** @param hasGclid whether a half of the clicks carry Google's click id, some 90 characters, none twice */
    public RealisticClicks(long seed, boolean hasGclid) throws IOException {
        this.random = new Random(seed);
        this.hasGclid = hasGclid;
        try (var sample = RealisticClicks.class.getResourceAsStream("/io/clickway/agent/frequent.tsv")) {
            new String(sample.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> userAgents.add(line.substring(line.lastIndexOf('\t') + 1)));
        }
    }

    /** 0 the most frequent of {@code count}. */
    private int zipf(int count) {
        return (int) Math.min(count - 1, Math.exp(random.nextDouble() * Math.log(count + 1)) - 1);
    }

    public Click next(ClickId id) {
        int link = zipf(LINKS);
        int campaign = link % CAMPAIGNS;
        var shape = new Random(campaign);
        var click = Click.newBuilder()
                .setWorkspaceId(1 + campaign % 5)
                .setLinkId(1 + link)
                .setCampaignId(1 + campaign)
                .setConfigVersion(40)
                .setMethod(random.nextInt(300) == 0 ? Method.POST : Method.GET)
                .setHost("go" + campaign % 5 + ".example.com")
                .setVisitor(random.nextLong())
                .setVerdict(random.nextInt(12) == 0 ? Verdict.BOT : Verdict.HUMAN)
                .setJudgeVersion(1)
                .setTrafficSourceId(1 + campaign % 9);
        if (click.getVerdict() == Verdict.BOT) {
            click.addReasons(random.nextInt(3) == 0 ? "data-centre" : "ua-crawler");
        }
        agent(click);
        place(click);
        query(click, link, campaign, shape, id);
        return click.build();
    }

    private void agent(Click.Builder click) {
        var userAgent = userAgents.get(zipf(userAgents.size()));
        var agent = agents.read(userAgent);
        click.setUserAgent(userAgent)
                .setDevice(agent.device())
                .setOs(agent.os())
                .setOsVersion(agent.osVersion())
                .setBrowser(agent.browser())
                .setBrowserVersion(agent.browserVersion());
    }

    private void place(Click.Builder click) {
        int country = zipf(COUNTRIES.length);
        int city = zipf(300);
        click.setCountry(COUNTRIES[country])
                .setContinent("EU")
                .setSubdivision("S" + city % 16)
                .setCity("City of number " + city)
                // A city's people are with few operators.
                .setAsn(3320 + (city * 7 + zipf(4)) % 30 + 100 * country)
                .setLanguage(LANGUAGES[random.nextInt(20) == 0 ? zipf(LANGUAGES.length) : country % LANGUAGES.length]);
        var network = new byte[random.nextInt(5) == 0 ? 16 : 4];
        for (int i = 0; i < (network.length == 4 ? 3 : 6); i++) {
            network[i] = (byte) random.nextInt();
        }
        click.setNetwork(com.google.protobuf.ByteString.copyFrom(network));
    }

    private void query(Click.Builder click, int link, int campaign, Random shape, ClickId id) {
        var query = new StringBuilder("/l" + link + "?");
        parameter(
                click,
                query,
                "utm_source",
                List.of("google", "facebook", "taboola", "newsletter").get(shape.nextInt(4)));
        parameter(click, query, "utm_medium", "cpc");
        parameter(click, query, "utm_campaign", "autumn sale " + campaign);
        if (shape.nextBoolean()) {
            parameter(click, query, "utm_content", "banner-" + zipf(6));
        }
        if (shape.nextInt(4) == 0) {
            parameter(click, query, "utm_term", "running shoes " + zipf(2_000));
        }
        var placement = "site-" + zipf(3_000);
        sub(click, query, 1, placement);
        sub(click, query, 2, "creative-" + zipf(12));
        if (hasGclid && random.nextBoolean()) {
            var gclid = new StringBuilder("Cj0KCQiA");
            for (int i = 0; i < 82; i++) {
                gclid.append((char) ('a' + random.nextInt(26)));
            }
            parameter(click, query, "gclid", gclid.toString());
        }
        click.setTarget(query.substring(0, query.length() - 1));
        if (random.nextInt(3) > 0) {
            click.setReferrer(
                    "https://www.site-" + zipf(500) + ".example/" + (random.nextInt(4) == 0 ? "a/" + zipf(50) : ""));
        }
        click.setDestination("https://offer" + campaign % 20 + ".example.net/land?cid=" + id + "&src=" + placement);
        click.getDecisionBuilder()
                .setOutcome(Outcome.RULE)
                .setLinkRevision(link % 7)
                .setRuleId(1 + campaign)
                .setDestinationId(1 + 2 * campaign)
                .setOfferId(1 + campaign % 20)
                .setDraw(shape.nextInt(3) == 0 ? random.nextInt(100) : 0);
    }

    private static void sub(Click.Builder click, StringBuilder query, int number, String value) {
        click.addSubs(value);
        query.append("sub").append(number).append('=').append(value).append('&');
    }

    private static void parameter(Click.Builder click, StringBuilder query, String name, String value) {
        click.addParametersBuilder().setName(name).setValue(value);
        query.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"))
                .append('&');
    }
}
