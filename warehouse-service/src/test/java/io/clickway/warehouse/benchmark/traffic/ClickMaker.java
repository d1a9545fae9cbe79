package io.clickway.warehouse.benchmark.traffic;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Decision;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Parameter;
import io.clickway.event.proto.RulePassed;
import io.clickway.event.proto.Verdict;
import io.clickway.id.ClickId;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** A visitor follows an ad: the click as an edge would record it, its URLs put together from its own values. Not thread-safe. */
final class ClickMaker {

    private static final String[] HOSTS = {
        "go.example.com", "trk.example.net", "r.example.org", "click.example.io", "l.example.co"
    };
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final long FIRST_VERSION_MILLIS =
            Instant.parse("2024-01-01T04:00:00Z").toEpochMilli();
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int PUBLISHERS = 3_000;

    private final Shop shop;
    private final boolean hasClickIds;
    private final SplittableRandom random;
    private final Visitors visitors;
    private final Weights placements = Weights.zipf(5_000, 1.05);
    private final Weights publishers = Weights.zipf(PUBLISHERS, 1);
    private final StringBuilder target = new StringBuilder(300);

    /** @param hasClickIds whether sources send an id of their own with each click, unlike any other */
    ClickMaker(Shop shop, String region, boolean hasClickIds, SplittableRandom random) {
        this.shop = shop;
        this.hasClickIds = hasClickIds;
        this.random = random;
        this.visitors = new Visitors(region, random.split());
    }

    Click click(ClickId id) {
        var visitor = visitors.next();
        var campaign = shop.campaign(random);
        int linkId = shop.link(campaign, random);
        var click = Click.newBuilder()
                .setWorkspaceId(campaign.workspaceId())
                .setCampaignId(campaign.id())
                .setLinkId(linkId)
                // Once a day somebody publishes.
                .setConfigVersion(Math.max(1, (id.epochMillis() - FIRST_VERSION_MILLIS) / DAY_MILLIS))
                .setHost(HOSTS[campaign.id() % HOSTS.length])
                .setUserAgent(visitor.agent().text())
                .setLanguage(visitor.language())
                .setCountry(visitor.place().country())
                .setContinent(visitor.place().continent())
                .setSubdivision(visitor.place().subdivision())
                .setCity(visitor.place().city())
                .setAsn(visitor.place().asn())
                .setNetwork(visitor.network())
                .setVisitor(visitor.pseudonym(id.epochMillis()))
                .setSignals(visitor.signals())
                .setJudgeVersion(3)
                .setReferrer(referrer(campaign.source()))
                .setTrafficSourceId(campaign.source().id());
        judge(click, visitor);
        ask(click, campaign, Shop.linkSlug(linkId));
        decide(click, campaign, id);
        return click.build();
    }

    private void judge(Click.Builder click, Visitor visitor) {
        var agent = visitor.agent().agent();
        click.setDevice(agent.device())
                .setOs(agent.os())
                .setOsVersion(agent.osVersion())
                .setBrowser(agent.browser())
                .setBrowserVersion(agent.browserVersion())
                .setMethod(random.nextInt(50) == 0 ? Method.POST : Method.GET);
        switch (agent.kind()) {
            case CRAWLER -> click.setVerdict(Verdict.BOT).addReasons("ua-crawler");
            case LINK_PREVIEW -> click.setVerdict(Verdict.PREVIEW).addReasons("link-preview");
            case EMPTY -> click.setVerdict(Verdict.SUSPECT).addReasons("ua-empty");
            case PERSON -> {
                if ((visitor.seed() & 0x7f) == 0) {
                    click.setVerdict(Verdict.SUSPECT).addReasons("data-centre");
                } else {
                    click.setVerdict(Verdict.HUMAN);
                }
            }
        }
    }

    /** Path, query, subs, other parameters and cost of one request. */
    private void ask(Click.Builder click, Campaign campaign, String slug) {
        var source = campaign.source();
        var ad = shop.ad(campaign, random);
        target.setLength(0);
        target.append('/').append(slug).append('?');
        parameter(click, "utm_source", source.slug);
        parameter(click, "utm_medium", source.medium);
        parameter(click, "utm_campaign", campaign.slug());
        parameter(click, "utm_content", ad.creative());
        if (source == Source.GOOGLE || source == Source.MICROSOFT) {
            parameter(click, "utm_term", ad.term());
        }
        int placement = placements.draw(random) % source.placements;
        sub(click, 1, source.placements > 100 ? "site-" + placement * 31 + ".example" : "place_" + placement);
        sub(click, 2, ad.adSet());
        sub(click, 3, campaign.id() % 2 == 0 ? "mobile" : "all");
        if (source == Source.PROPELLER && hasClickIds) {
            sub(click, 4, Long.toString(random.nextLong(100_000_000_000_000_000L, 999_999_999_999_999_999L)));
        }
        if (source.isPriced) {
            int micros = (random.nextInt(5, 900) * (source == Source.MICROSOFT ? 1_000 : 100)) / 100 * 100;
            click.setCostMicros(micros).setCurrency(source.currency);
            join(
                    "cost",
                    "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000).replaceFirst("0+$", ""));
        }
        if (hasClickIds && !source.clickIdName.isEmpty() && random.nextInt(20) != 0) {
            parameter(click, source.clickIdName, letters(source.clickIdLength));
        }
        target.setLength(target.length() - 1);
        click.setTarget(target.toString());
    }

    private void parameter(Click.Builder click, String name, String value) {
        click.addParameters(Parameter.newBuilder().setName(name).setValue(value));
        join(name, value);
    }

    private void sub(Click.Builder click, int number, String value) {
        click.addSubs(value);
        join("sub" + number, value);
    }

    private void join(String name, String value) {
        target.append(name).append('=').append(value.replace(" ", "%20")).append('&');
    }

    private void decide(Click.Builder click, Campaign campaign, ClickId id) {
        int position = 0;
        if (campaign.targets().contains(click.getCountry())) {
            position = 1;
        } else if (click.getDevice() == Device.MOBILE) {
            position = 2;
        } else if (!click.getContinent().equals("AF")) {
            position = Campaign.RULES;
        }
        var decision = Decision.newBuilder().setLinkRevision(1 + click.getLinkId() % 3);
        int asked = position == 0 ? Campaign.RULES : position - 1;
        for (int passed = 1; passed <= asked; passed++) {
            decision.addPassed(RulePassed.newBuilder().setRuleId(campaign.ruleId(passed)));
        }
        if (position == 0) {
            click.setDestination("https://shop.example.com/?cid=" + id);
            click.setDecision(decision.setOutcome(Outcome.LINK_URL));
            return;
        }
        int draw = random.nextInt(100);
        int choice = draw < 70 ? 1 : 2;
        decision.setOutcome(Outcome.RULE)
                .setRuleId(campaign.ruleId(position))
                .setDestinationId(campaign.destinationId(position, choice))
                .setDraw(draw);
        if (campaign.isLander(position)) {
            decision.setLanderId(campaign.landerId());
            click.setDestination(
                    "https://land.example.org/" + campaign.landerId() + "?c=" + id + "&s=" + click.getSubs(0));
        } else {
            int offer = campaign.offerId(position, choice);
            decision.setOfferId(offer);
            click.setDestination("https://offer" + offer + ".example.net/?cid=" + id + "&src=" + campaign.source().slug
                    + "&s1=" + click.getSubs(0) + "&s2=" + click.getSubs(1));
        }
        click.setDecision(decision);
    }

    private String referrer(Source source) {
        return switch (source) {
            case GOOGLE -> random.nextInt(6) == 0 ? "" : "https://www.google.com/";
            case FACEBOOK ->
                switch (random.nextInt(5)) {
                    case 0 -> "";
                    case 1 -> "http://m.facebook.com/";
                    case 2 -> "https://www.instagram.com/";
                    default -> "https://l.facebook.com/";
                };
            case TIKTOK -> random.nextBoolean() ? "" : "https://www.tiktok.com/";
            case MICROSOFT -> "https://www.bing.com/";
            case NEWSLETTER -> "";
            case TABOOLA, PROPELLER, DIRECT -> page();
        };
    }

    private String page() {
        int publisher = publishers.draw(random);
        var site = "https://news" + publisher + ".example/";
        return random.nextInt(3) > 0
                ? site
                : site + "story/" + publishers.draw(random) + "-"
                        + Integer.toString(publisher * 31, 36).toLowerCase(Locale.ROOT);
    }

    private String letters(int count) {
        var text = new char[count];
        for (int i = 0; i < count; i++) {
            text[i] = LETTERS.charAt(random.nextInt(64));
        }
        return new String(text);
    }
}
