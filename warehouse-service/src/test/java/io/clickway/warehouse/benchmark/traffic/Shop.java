package io.clickway.warehouse.benchmark.traffic;

import io.clickway.warehouse.datapath.Centre;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is advertised: five workspaces, 200 campaigns with 24 ads and three rules each, 2,000 links, 60 offers. The greatest
 * campaign gets a sixth of the clicks, the greatest link a seventeenth.
 */
public final class Shop {

    static final int OFFERS = 60;
    static final int LANDERS = 20;
    private static final int CAMPAIGNS = 200;
    private static final int LINKS = 10;
    private static final int ADS = 24;
    private static final int WORKSPACES = 5;
    private static final List<String> WORDS = List.of(
            "shoes",
            "loan",
            "hotel",
            "dating",
            "antivirus",
            "sneaker",
            "cheap",
            "best",
            "online",
            "2026",
            "near me",
            "review",
            "sale");
    private static final List<List<String>> TARGETS = List.of(
            List.of("US", "CA", "GB", "AU"),
            List.of("DE", "AT", "CH"),
            List.of("BR", "MX", "CO", "AR"),
            List.of("IN", "ID", "PH", "VN"),
            List.of("UA", "PL", "RO"));

    private final List<Campaign> campaigns = new ArrayList<>();
    private final Weights popularity = Weights.zipf(CAMPAIGNS, 1);
    private final Weights linkPopularity = Weights.zipf(LINKS, 1);
    private final Weights adPopularity = Weights.zipf(ADS, 1);

    public Shop() {
        var random = new SplittableRandom(2026);
        var sources = Weights.of(28, 22, 8, 14, 14, 5, 6, 3);
        for (int id = 1; id <= CAMPAIGNS; id++) {
            var targets = TARGETS.get(random.nextInt(TARGETS.size()));
            int campaign = id;
            campaigns.add(new Campaign(
                    id,
                    // Four in five belong to the first workspace.
                    id % 5 != 0 ? 1 : 2 + id / 5 % (WORKSPACES - 1),
                    WORDS.get(random.nextInt(6)) + "-" + targets.getFirst().toLowerCase(Locale.ROOT) + "-" + id,
                    Source.values()[sources.draw(random)],
                    targets,
                    IntStream.range(0, ADS)
                            .mapToObj(n -> ad(campaign, n, random))
                            .toList(),
                    IntStream.range(0, LINKS)
                            .mapToObj(n -> (campaign - 1) * LINKS + n + 1)
                            .toList()));
        }
    }

    private static Campaign.Ad ad(int campaign, int number, SplittableRandom random) {
        return new Campaign.Ad(
                "23" + (850_000_000_000L + campaign * 1_000L + number / 4),
                "creative " + campaign + " " + (char) ('a' + number % 8) + " v" + number,
                WORDS.get(random.nextInt(WORDS.size())) + " " + WORDS.get(random.nextInt(WORDS.size())));
    }

    Campaign campaign(SplittableRandom random) {
        return campaigns.get(popularity.draw(random));
    }

    int link(Campaign campaign, SplittableRandom random) {
        return campaign.linkIds().get(linkPopularity.draw(random));
    }

    Campaign.Ad ad(Campaign campaign, SplittableRandom random) {
        return campaign.ads().get(adPopularity.draw(random));
    }

    /** A name that reports may ask for: the campaign that is the n-th in size, from 0. */
    public String campaignSlug(int rank) {
        return campaigns.get(rank).slug();
    }

    static String linkSlug(int linkId) {
        return "go" + Integer.toString(linkId * 7_919, 36);
    }

    /** Enters all of it, so that clicks have names. */
    public void enter(Centre centre) {
        insert(
                centre,
                "workspaces (workspace_id, slug, name)",
                IntStream.rangeClosed(2, WORKSPACES)
                        .mapToObj(id -> "(%d, 'client-%d', 'Client %d')".formatted(id, id, id)));
        insert(
                centre,
                "traffic_sources (source_id, workspace_id, slug, name)",
                List.of(Source.values()).stream()
                        .map(source -> "(%d, 1, '%s', '%s')".formatted(source.id(), source.slug, source.slug)));
        insert(
                centre,
                "offers (offer_id, workspace_id, slug, name, url)",
                IntStream.rangeClosed(1, OFFERS)
                        .mapToObj(id -> "(%d, 1, 'offer-%d', 'Offer %d', 'https://offer%d.example.net/')"
                                .formatted(id, id, id, id)));
        insert(
                centre,
                "landers (lander_id, workspace_id, slug, name, url)",
                IntStream.rangeClosed(1, LANDERS)
                        .mapToObj(id -> "(%d, 1, 'lander-%d', 'Lander %d', 'https://land.example.org/%d')"
                                .formatted(id, id, id, id)));
        insert(
                centre,
                "campaigns (campaign_id, workspace_id, slug, name, source_id)",
                campaigns.stream()
                        .map(each -> "(%d, %d, '%s', 'Campaign %d', %d)"
                                .formatted(
                                        each.id(),
                                        each.workspaceId(),
                                        each.slug(),
                                        each.id(),
                                        each.source().id())));
        insert(
                centre,
                "links (link_id, workspace_id, campaign_id, slug, url)",
                campaigns.stream()
                        .flatMap(each -> each.linkIds().stream()
                                .map(id -> "(%d, %d, %d, '%s', 'https://shop.example.com/')"
                                        .formatted(id, each.workspaceId(), each.id(), linkSlug(id)))));
        insert(
                centre,
                "rules (rule_id, workspace_id, campaign_id, name, position)",
                campaigns.stream()
                        .flatMap(each -> IntStream.rangeClosed(1, Campaign.RULES)
                                .mapToObj(position -> "(%d, %d, %d, 'Rule %d of %s', %d)"
                                        .formatted(
                                                each.ruleId(position),
                                                each.workspaceId(),
                                                each.id(),
                                                position,
                                                each.slug(),
                                                position))));
    }

    private static void insert(Centre centre, String into, Stream<String> rows) {
        centre.run("insert into " + into + " values " + rows.collect(Collectors.joining(", "))
                + " on conflict do nothing");
    }
}
