package io.clickway.rule;

import static io.clickway.testkit.Facts.someFacts;

import com.sun.management.ThreadMXBean;
import io.clickway.condition.ClickFacts;
import io.clickway.event.proto.Device;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.Match;
import io.clickway.links.proto.RuleRecord;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * What a decision costs with 20 rules of 3 conditions, of which the last takes a click in a hundred: {@code
 * DecideBenchmark}. First checks decisions against {@link NaiveRules}, then prints nanoseconds of each run and bytes.
 */
final class DecideBenchmark {

    private static final int CLICKS = 4096;
    private static final int RULES = 20;
    private static final int RUNS = 5;
    private static final int ROUNDS = 200;

    private DecideBenchmark() {}

    public static void main(String... args) throws Exception {
        var facts = facts();
        var early = campaign(false);
        var late = campaign(true);
        requireRight(early, facts);
        requireRight(late, facts);
        measure("20 rules, most fail at their first condition", plan(early), facts);
        measure("20 rules, all fail at their third condition", plan(late), facts);
        var campaignPlan = CampaignPlan.compile(early);
        var plainLink = LinkRecord.newBuilder()
                .setUrl("https://shop.example/a/path?item=12345")
                .build();
        var macroLink = LinkRecord.newBuilder()
                .setUrl("https://shop.example/p?c={click_id}&s={sub1}")
                .build();
        measure(
                "a link made ready",
                facts,
                _ -> LinkPlan.ofUsable(plainLink, campaignPlan, _ -> {}).revision());
        measure(
                "a link with macros made ready",
                facts,
                _ -> LinkPlan.ofUsable(macroLink, campaignPlan, _ -> {}).revision());
        var mixed = plan(early);
        measure(
                "the first, and its trace as a message",
                facts,
                click -> mixed.decide(click).toProto().getSerializedSize());
        measure("the first, and its URL", facts, click -> {
            var decision = mixed.decide(click);
            var template = decision.template();
            return template == null
                    ? 0
                    : template.render(decision.macros(click)).url().length();
        });
    }

    private static LinkPlan plan(CampaignRecord campaign) throws InvalidCampaignException {
        var link = LinkRecord.newBuilder().setUrl("https://shop.example/?c={click_id}&s={sub1}&g={gclid}&r={country}");
        return LinkPlan.of(link.build(), CampaignPlan.compile(campaign));
    }

    private static CampaignRecord campaign(boolean isLate) {
        var campaign = CampaignRecord.newBuilder().setCampaignId(1).setSlug("bench");
        for (int i = 0; i < RULES; i++) {
            var rule = RuleRecord.newBuilder()
                    .setRuleId(i + 1)
                    .setName("r" + i)
                    .setPosition(i)
                    .addDestinations(DestinationRecord.newBuilder()
                            .setDestinationId(i + 1)
                            .setUrl("https://shop.example/" + i + "?c={click_id}")
                            .setWeight(1));
            if (isLate) {
                rule.addConditions(of(Field.COUNTRY, "DE", "AT", "CH", "FR", "US"))
                        .addConditions(of(Field.DEVICE, "mobile", "tablet", "desktop"))
                        .addConditions(conditions(i).getLast());
            } else {
                rule.addAllConditions(conditions(i));
            }
            campaign.addRules(rule);
        }
        return campaign.build();
    }

    private static List<ConditionRecord> conditions(int rule) {
        return switch (rule % 5) {
            case 0 ->
                List.of(
                        of(Field.COUNTRY, "DE", "AT"),
                        of(Field.OS, "Windows 11"),
                        of(Field.LANGUAGE, "de-de", "fr", "it"));
            case 1 ->
                List.of(
                        of(Field.DEVICE, "tablet"),
                        of(Field.BROWSER, "Chrome 100..119", "Safari"),
                        of(Field.REFERRER_HOST, "mail.example", "news.example", "x.test"));
            case 2 ->
                List.of(
                        of(Field.TIME, "mon-fri 22:00-06:00").toBuilder()
                                .setZone("Europe/Berlin")
                                .build(),
                        of(Field.COUNTRY, "DE"),
                        of(Field.BROWSER, "Edge 100..", "Chrome 10..99", "Firefox"));
            case 3 ->
                List.of(
                        of(Field.PARAMETER, "shoes", "boots").toBuilder()
                                .setParameter("utm_term")
                                .build(),
                        of(Field.VERDICT, "human"),
                        of(Field.IP, "10.0.0.0/8", "172.16.0.0/12", "2001:db8::/32"));
            default ->
                List.of(
                        of(Field.COUNTRY, "US", "CA"),
                        of(Field.ASN, "13335", "15169"),
                        of(Field.PARAMETER, "*sale*").toBuilder()
                                .setParameter("utm_campaign")
                                .setMatch(Match.GLOB)
                                .build());
        };
    }

    private static ConditionRecord of(Field field, String... values) {
        return ConditionRecord.newBuilder()
                .setField(field)
                .addAllValues(List.of(values))
                .build();
    }

    private static List<ClickFacts> facts() {
        var random = new Random(1);
        var facts = new ArrayList<ClickFacts>();
        for (int i = 0; i < CLICKS; i++) {
            facts.add(someFacts()
                    .at(Instant.ofEpochMilli(1_795_400_000_000L + random.nextInt(40_000_000)))
                    .id(random.nextLong(), random.nextLong())
                    .from(List.of("DE", "AT", "CH", "FR", "US").get(random.nextInt(5)))
                    .speaking("de-at")
                    .asn(3320)
                    .on(random.nextBoolean() ? Device.MOBILE : Device.DESKTOP)
                    .os("Android", "14")
                    .browser("Chrome", "12" + random.nextInt(10) + ".0.6099.43")
                    .comingFrom("www.blog.example")
                    .at((byte) 192, (byte) 0, (byte) 2, (byte) i)
                    .with("utm_term", "hats")
                    .with("utm_campaign", random.nextInt(100) == 0 ? "winter-sale" : "winter-2026-de-broad-match")
                    .with("gclid", Long.toString(random.nextLong()))
                    .with("sub1", "s" + i));
        }
        return facts;
    }

    private static void requireRight(CampaignRecord campaign, List<ClickFacts> clicks) throws InvalidCampaignException {
        var plan = plan(campaign);
        for (var click : clicks) {
            int expected = 0;
            for (var rule : campaign.getRulesList()) {
                if (expected == 0 && NaiveRules.firstFailing(rule, click) < 0) {
                    expected = rule.getRuleId();
                }
            }
            if (plan.decide(click).ruleId() != expected) {
                throw new AssertionError("rule " + plan.decide(click).ruleId() + " instead of " + expected);
            }
        }
    }

    private static void measure(String what, LinkPlan plan, List<ClickFacts> clicks) {
        measure(what, clicks, click -> plan.decide(click).ruleId());
    }

    private static void measure(String what, List<ClickFacts> clicks, ToIntFunction<ClickFacts> work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var line = new StringBuilder(what).append(':');
        long sum = 0;
        long bytes = 0;
        for (int run = 0; run <= RUNS; run++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long begun = threads.getCurrentThreadCpuTime();
            for (int round = 0; round < ROUNDS; round++) {
                for (var click : clicks) {
                    sum += work.applyAsInt(click);
                }
            }
            long each = (long) ROUNDS * CLICKS;
            if (run > 0) {
                line.append(' ').append((threads.getCurrentThreadCpuTime() - begun) / each);
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - allocated) / each;
        }
        System.out.println(line.append(" ns CPU, ")
                .append(bytes)
                .append(" bytes (")
                .append(sum % 10)
                .append(')'));
    }
}
