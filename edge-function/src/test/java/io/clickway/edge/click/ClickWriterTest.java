package io.clickway.edge.click;

import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.clickway.agent.Agent;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Parameter;
import io.clickway.event.proto.Verdict;
import io.clickway.geo.Place;
import io.clickway.id.AddressSeal;
import io.clickway.id.ClickId;
import io.clickway.judge.Judge;
import io.clickway.judge.Judgement;
import io.clickway.judge.Reason;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.links.proto.SourceParameter;
import io.clickway.links.proto.TrafficSourceRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import io.clickway.rule.RandomCampaigns;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bytes are those that the generated messages would write of the same click. */
class ClickWriterTest {

    private final ClickWriter writer = new ClickWriter();
    private final ClickDraft draft = new ClickDraft();

    @Test
    void writesWhatTheMessagesWrite() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < 3_000; i++) {
            var random = new Random(seed + i);
            fill(random, new RandomCampaigns(seed + i));
            requireAsMessages("seed " + (seed + i));
        }
    }

    @Test
    void writesAClickOfWhichNothingIsKnown() throws Exception {
        draft.begin(new ClickId(1, 1), true);
        draft.query.read(
                ClickTarget.parse("/"),
                plan(LinkRecord.newBuilder(), CampaignRecord.newBuilder())
                        .campaign()
                        .source());
        draft.method = Method.METHOD_UNSPECIFIED;
        draft.agent = new Agent(Device.DEVICE_OTHER, "", "", "", "", Agent.Kind.EMPTY);
        draft.decision =
                plan(LinkRecord.newBuilder(), CampaignRecord.newBuilder()).decide(someFacts());

        requireAsMessages("nothing known");
    }

    private void fill(Random random, RandomCampaigns campaigns) throws Exception {
        draft.begin(new ClickId(random.nextLong(), random.nextLong()), false);
        var link = plan(
                campaigns.link().toBuilder().setLinkId(number(random)).setRevision(number(random)),
                campaigns.campaign().toBuilder().setSource(source(random)));
        draft.workspaceId = number(random);
        draft.configVersion = random.nextBoolean() ? 0 : random.nextLong();
        draft.method = Method.forNumber(random.nextInt(4));
        draft.host = text(random, 20);
        draft.target = text(random, 300);
        draft.userAgent = text(random, 200);
        draft.referrer = text(random, 100);
        draft.language = random.nextBoolean() ? "" : "de-at";
        draft.address = bytes(random, random.nextBoolean() ? 4 : 16);
        draft.network = random.nextInt(5) == 0 ? new byte[0] : draft.address;
        draft.visitor = random.nextInt(9) == 0 ? 0 : random.nextLong();
        draft.signals = random.nextInt(4);
        draft.place = random.nextInt(4) == 0
                ? Place.UNKNOWN
                : new Place("DE", "EU", "BY", "M\u00fcnchen", number(random) >>> 1);
        draft.agent = new Agent(
                Device.forNumber(random.nextInt(7)),
                text(random, 9),
                text(random, 4),
                text(random, 9),
                text(random, 4),
                Agent.Kind.PERSON);
        draft.judgement = new Judgement(
                Verdict.forNumber(random.nextInt(5)),
                Arrays.stream(Reason.values())
                        .filter(_ -> random.nextInt(4) == 0)
                        .map(Reason::code)
                        .toList());
        draft.query.read(
                ClickTarget.parse("/x?" + queryText(random)), link.campaign().source());
        draft.decision = link.decide(campaigns.facts());
        draft.destination = text(random, 200);
        draft.sealedAddress = random.nextBoolean() ? new byte[0] : bytes(random, AddressSeal.MAX_SEALED_BYTES);
    }

    private static TrafficSourceRecord source(Random random) {
        return TrafficSourceRecord.newBuilder()
                .setSourceId(number(random))
                .setCurrency(random.nextBoolean() ? "" : "EUR")
                .addParameters(SourceParameter.newBuilder().setName("kw").setSub(random.nextInt(12)))
                .build();
    }

    /** Of each length as a varint, and none. */
    private static int number(Random random) {
        return random.nextInt(5) == 0 ? 0 : random.nextInt() >>> random.nextInt(32);
    }

    private static String text(Random random, int most) {
        int length = random.nextInt(3) == 0 ? 0 : random.nextInt(most);
        return random.ints(length, 0, 3)
                .mapToObj(kind -> switch (kind) {
                    case 0 -> "a";
                    case 1 -> "\u00fc";
                    default -> random.nextInt(5) == 0 ? "\ud83d\ude00" : "\ufffd";
                })
                .collect(Collectors.joining());
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String queryText(Random random) {
        var names = List.of("sub1", "sub3", "sub10", "kw", "x", "y", "%C3%BC", "cost", "currency", "");
        var values = List.of("", "1", "0", "0.5", "EUR", "a%20b", "%F0%9F%98%80", "%ff", "v".repeat(200));
        return random.ints(random.nextInt(30), 0, names.size() * values.size())
                .mapToObj(i -> names.get(i % names.size()) + "=" + values.get(i / names.size()))
                .collect(Collectors.joining("&"));
    }

    private void requireAsMessages(String what) throws Exception {
        var bytes = writer.write(draft);
        var event = Event.parseFrom(bytes);

        assertThat(event).as(what).isEqualTo(asMessages());
        assertThat(event.getUnknownFields().asMap()).as(what).isEmpty();
        assertThat(asMessages().toByteArray()).as(what).isEqualTo(bytes);
    }

    private Event asMessages() {
        var link = draft.link();
        var click = Click.newBuilder()
                .setWorkspaceId(draft.workspaceId)
                .setLinkId(link.linkId())
                .setCampaignId(link.campaign().campaignId())
                .setConfigVersion(draft.configVersion)
                .setMethod(draft.method)
                .setHost(draft.host)
                .setTarget(draft.target)
                .setUserAgent(draft.userAgent)
                .setReferrer(draft.referrer)
                .setLanguage(draft.language)
                .setCountry(draft.place.country())
                .setNetwork(ByteString.copyFrom(draft.network))
                .setVisitor(draft.visitor)
                .setDevice(draft.agent.device())
                .setOs(draft.agent.os())
                .setBrowser(draft.agent.browser())
                .setVerdict(draft.judgement.verdict())
                .addAllReasons(draft.judgement.reasons())
                .setJudgeVersion(Judge.VERSION)
                .setFlags(draft.mender.flags())
                .setDestination(draft.destination)
                .setContinent(draft.place.continent())
                .setSubdivision(draft.place.subdivision())
                .setCity(draft.place.city())
                .setAsn(draft.place.asn())
                .setOsVersion(draft.agent.osVersion())
                .setBrowserVersion(draft.agent.browserVersion())
                .setDecision(draft.decided().toProto())
                .setTrafficSourceId(link.campaign().source().sourceId())
                .setSignals(draft.signals)
                .setSealedAddress(ByteString.copyFrom(draft.sealedAddress));
        for (int i = 0; i < draft.query.subCount(); i++) {
            click.addSubs(draft.query.sub(i));
        }
        for (int i = 0; i < draft.query.count(); i++) {
            click.addParameters(
                    Parameter.newBuilder().setName(draft.query.name(i)).setValue(draft.query.value(i)));
        }
        var cost = draft.query.cost();
        if (cost != null) {
            click.setCostMicros(cost.micros()).setCurrency(cost.currency());
        }
        return Event.newBuilder()
                .setIdHigh(draft.idHigh)
                .setIdLow(draft.idLow)
                .setClick(click)
                .build();
    }

    @Test
    void staysBelowTheBoundOfAnEventWithEachFieldAtItsOwn() throws Exception {
        draft.begin(new ClickId(-1, -1), false);
        var link = plan(
                LinkRecord.newBuilder().setLinkId(-1).setRevision(-1),
                manyRules().setSource(TrafficSourceRecord.newBuilder().setSourceId(-1)));
        draft.workspaceId = -1;
        draft.configVersion = -1;
        draft.method = Method.POST;
        draft.host = "\ufffd".repeat(255);
        draft.target = "\ufffd".repeat(4096);
        draft.userAgent = "\ufffd".repeat(512);
        draft.referrer = "\ufffd".repeat(2048);
        draft.language = "a".repeat(16);
        draft.network = new byte[16];
        draft.visitor = -1;
        draft.signals = -1;
        draft.place = new Place("DE", "EU", "ABC", "\ufffd".repeat(Place.MAX_CITY), Integer.MAX_VALUE);
        draft.agent = new Agent(
                Device.DESKTOP, "o".repeat(64), "9".repeat(64), "b".repeat(64), "9".repeat(64), Agent.Kind.PERSON);
        draft.judgement = new Judgement(
                Verdict.PREVIEW,
                Arrays.stream(Reason.values()).map(Reason::code).toList());
        draft.query.read(ClickTarget.parse("/x?" + fullQuery()), link.campaign().source());
        draft.decision = link.decide(someFacts());
        draft.destination = "d".repeat(4096);
        draft.sealedAddress = new byte[AddressSeal.MAX_SEALED_BYTES];

        requireAsMessages("all at their bounds");
        assertThat(draft.decided().toProto().getPassedCount()).isEqualTo(64);
        assertThat(draft.query.subCount()).isEqualTo(10);
        assertThat(EventFrame.sizeOf(writer.write(draft))).isBetween(54 * 1024, EventFrame.MAX_EVENT_BYTES - 1024);
    }

    private static String fullQuery() {
        var subs = IntStream.rangeClosed(1, 10).mapToObj(i -> "sub" + i + "=" + "\u00ff".repeat(256));
        var parameters = IntStream.range(0, 64).mapToObj(i -> "p" + i + "=" + "\u00ff".repeat(124));
        return subs.collect(Collectors.joining("&")) + "&" + parameters.collect(Collectors.joining("&"))
                + "&cost=999999999.999999&currency=EUR";
    }

    /** More than a trace names, none of which holds. */
    private static CampaignRecord.Builder manyRules() {
        var campaign = CampaignRecord.newBuilder().setCampaignId(-1);
        for (int i = 1; i <= 70; i++) {
            campaign.addRules(RuleRecord.newBuilder()
                    .setRuleId(-i)
                    .addConditions(
                            ConditionRecord.newBuilder().setField(Field.COUNTRY).addValues("DE"))
                    .addDestinations(DestinationRecord.newBuilder()
                            .setUrl("https://shop.example/")
                            .setWeight(1)));
        }
        return campaign.addDefaults(DestinationRecord.newBuilder()
                .setDestinationId(-1)
                .setOfferId(-1)
                .setLanderId(-1)
                .setUrl("https://shop.example/")
                .setWeight(1));
    }

    private static LinkPlan plan(LinkRecord.Builder link, CampaignRecord.Builder campaign) throws Exception {
        return LinkPlan.of(link.build(), CampaignPlan.compile(campaign.build()));
    }
}
