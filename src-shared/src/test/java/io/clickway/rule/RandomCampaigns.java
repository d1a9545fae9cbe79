package io.clickway.rule;

import static io.clickway.testkit.Facts.someFacts;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.Match;
import io.clickway.links.proto.RuleRecord;
import io.clickway.testkit.Facts;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Valid campaigns and facts from words so few that conditions often hold, contradict and contain each other. */
public final class RandomCampaigns {

    private static final Field[] FIELDS = Arrays.stream(Field.values())
            .filter(field -> field != Field.FIELD_UNSPECIFIED && field != Field.UNRECOGNIZED)
            .toArray(Field[]::new);

    private static final String[] ZONES = {"", "UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"};

    private final Random random;

    public RandomCampaigns(long seed) {
        this.random = new Random(seed);
    }

    public CampaignRecord campaign() {
        var campaign = CampaignRecord.newBuilder()
                .setCampaignId(random.nextInt())
                .setSlug("c")
                .setIsSticky(random.nextBoolean());
        int rules = random.nextInt(8);
        int forced = random.nextInt(3);
        for (int i = 0; i < rules; i++) {
            campaign.addRules(rule(i, i < forced));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            campaign.addDefaults(destination(900 + i, 1 + random.nextInt(100)));
        }
        return campaign.build();
    }

    private RuleRecord rule(int index, boolean isForced) {
        var rule = RuleRecord.newBuilder()
                .setRuleId(index + 1)
                .setName("r" + index)
                .setIsForced(isForced)
                .setPosition(index)
                .setIsSticky(random.nextBoolean());
        for (int i = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            rule.addConditions(condition());
        }
        int destinations = 1 + random.nextInt(3);
        for (int i = 0; i < destinations; i++) {
            int weight = i == 0 ? 1 + random.nextInt(1_000_000) : random.nextInt(4) * 50;
            rule.addDestinations(destination(index * 10 + i + 1, weight));
        }
        return rule.build();
    }

    private static DestinationRecord destination(int id, int weight) {
        return DestinationRecord.newBuilder()
                .setDestinationId(id)
                .setOfferId(id + 1000)
                .setName("d" + id)
                .setUrl("https://shop.example/" + id + "?c={click_id}")
                .setWeight(weight)
                .build();
    }

    public LinkRecord link() {
        var link = LinkRecord.newBuilder()
                .setLinkId(1)
                .setRevision(random.nextInt(9))
                .setDomain("*")
                .setSlug("l");
        if (random.nextBoolean()) {
            link.setUrl("https://shop.example/own");
        }
        if (random.nextInt(4) == 0) {
            link.setStartsAtMs(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
            link.setFallbackUrl(random.nextBoolean() ? "https://shop.example/fallback" : "");
        }
        if (random.nextInt(4) == 0) {
            link.setExpiresAtMs(Instant.parse("2026-11-28T00:00:00Z").toEpochMilli());
        }
        return link.build();
    }

    ConditionRecord condition() {
        var field = FIELDS[random.nextInt(FIELDS.length)];
        var condition = ConditionRecord.newBuilder().setField(field).setIsNegated(random.nextInt(3) == 0);
        if (field == Field.TIME || field == Field.DATE) {
            condition.setZone(one(ZONES));
        }
        if (field == Field.PARAMETER) {
            var match = Match.forNumber(random.nextInt(4));
            condition.setParameter(one("kw", "sub1")).setMatch(match);
            if (match == Match.PRESENT) {
                return condition.build();
            }
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                condition.addValues(
                        match == Match.GLOB ? one("*", "a*", "*b", "?b*", "a?") : one("a", "ab", "b", "abc"));
            }
            return condition.build();
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            condition.addValues(value(field));
        }
        return condition.build();
    }

    private String value(Field field) {
        return switch (field) {
            case COUNTRY -> one("DE", "at", "FR");
            case CONTINENT -> one("EU", "na", "AS");
            case REGION -> one("DE-BY", "BY", "AT-9", "de-be", "9");
            case CITY -> one("Vienna", "MUNICH", "Paris");
            case ASN -> one("1", "AS2", "3");
            case LANGUAGE -> one("de", "de-at", "en", "en-gb");
            case DEVICE -> one("desktop", "mobile", "tablet", "bot");
            case OS -> one("Android", "iOS", "iOS 17", "iOS 17.5..", "iOS ..16", "Android 9..14");
            case BROWSER -> one("Chrome", "Chrome 120", "Chrome 100..119", "Chrome 100..", "Chrome ..99", "Safari");
            case VERDICT -> one("human", "bot", "suspect", "preview");
            case REFERRER_HOST -> one("", "example.com", "www.example.com", "test");
            case IP -> one("192.0.2.0/24", "192.0.2.0/25", "192.0.2.7", "192.0.0.0/16", "2001:db8::/32", "::/0");
            case TIME -> one("mon-fri 09:00-17:00", "sat,sun", "22:00-06:00", "fri 20:00-04:00", "mon");
            case DATE ->
                one("2026-11-01..2026-11-30", "2026-11-25..", "..2026-11-10", "2026-11-27", "2026-11-01T12:00..");
            default -> throw new AssertionError(field);
        };
    }

    public Facts facts() {
        long time = 1_792_000_000_000L + (long) (random.nextDouble() * 60 * 86_400_000L);
        var facts = someFacts()
                .at(Instant.ofEpochMilli(time))
                .id(time << 16 | random.nextInt(1 << 16), random.nextLong())
                .visitor(random.nextLong())
                .from(one("DE", "AT", "FR", ""))
                .in(one("EU", "NA", ""))
                .near(one("BY", "9", "BE", ""), one("Vienna", "Munich", ""))
                .asn(random.nextInt(4))
                .speaking(one("de", "de-at", "en", "en-gb", "fr", ""))
                .on(one(Device.DESKTOP, Device.MOBILE, Device.TABLET, Device.BOT_DEVICE, Device.DEVICE_OTHER))
                .os(one("Android", "iOS", "other"), one("", "9", "14.1", "16.9", "17", "17.5.1", "17.10"))
                .browser(one("Chrome", "Safari", "other"), one("", "99.9", "100", "119.0.1", "120.0.6099"))
                .judged(one(Verdict.HUMAN, Verdict.BOT, Verdict.SUSPECT, Verdict.PREVIEW))
                .comingFrom(one("", "example.com", "www.example.com", "a.test", "badexample.com"))
                .at(address());
        if (random.nextBoolean()) {
            facts.with("kw", one("", "a", "ab", "abc", "xb"));
        }
        if (random.nextBoolean()) {
            facts.with("sub1", one("a", "b"));
        }
        return facts;
    }

    private byte[] address() {
        var text = one("192.0.2.7", "192.0.2.200", "192.0.9.1", "10.0.0.1", "2001:db8::1", "2001:db9::", "");
        return text.isEmpty() ? new byte[0] : InetAddress.ofLiteral(text).getAddress();
    }

    @SafeVarargs
    private <T> T one(T... all) {
        return List.of(all).get(random.nextInt(all.length));
    }
}
