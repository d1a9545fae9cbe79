package io.clickway.warehouse.preview;

import io.clickway.agent.Agent;
import io.clickway.agent.Agents;
import io.clickway.condition.KeptFacts;
import io.clickway.condition.Words;
import io.clickway.geo.Place;
import io.clickway.id.ClickId;
import io.clickway.judge.Hints;
import io.clickway.judge.Judge;
import io.clickway.judge.Judgement;
import io.clickway.judge.Purpose;
import io.clickway.link.QueryPass;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.Decision;
import io.clickway.rule.LinkPlan;
import io.clickway.warehouse.decision.ToldDecision;
import io.clickway.warehouse.problem.ProblemException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Decides an example as an edge would. */
final class Example {

    private static final int LANGUAGE = 17;
    private static final int V4_AND_V6 = 16;

    private final PreviewDraft draft;
    private final Agents agents;
    private final PreviewPlaces places;
    private final ArrayList<String> notes = new ArrayList<>();

    Example(PreviewDraft draft, Agents agents, PreviewPlaces places) {
        this.draft = draft;
        this.agents = agents;
        this.places = places;
    }

    /** @param configVersion whose campaign and link these are; null for what is stored now */
    Previewed decide(CampaignRecord campaign, LinkRecord link, @Nullable Long configVersion) {
        var agent = agents.read(draft.header(draft.userAgent(), "User-Agent"));
        var judgement = judgement(agent);
        var facts = facts(campaign, agent, judgement);
        var plan = LinkPlan.ofUsable(
                link,
                CampaignPlan.compileUsable(campaign, left -> notes.add(left.toString())),
                left -> notes.add(left.toString()));
        var decision = plan.decide(facts);
        var location = new StringBuilder();
        boolean isUnresolved = render(decision, facts, location);
        return new Previewed(
                configVersion,
                facts.id().toString(),
                Words.of(judgement.verdict()),
                judgement.reasons(),
                new Previewed.Agent(
                        Words.of(agent.device()),
                        agent.os(),
                        agent.osVersion(),
                        agent.browser(),
                        agent.browserVersion()),
                facts.place(),
                facts.language(),
                facts.referrerHost(),
                ToldDecision.of(
                        configVersion == null ? 0 : configVersion,
                        decision.toProto(),
                        Optional.of(campaign),
                        Optional.of(link),
                        facts),
                location.isEmpty() ? null : location.toString(),
                isUnresolved,
                notes);
    }

    /** The rate of an address and data centres are known to edges only. */
    private Judgement judgement(Agent agent) {
        var purpose = Purpose.of(draft.header(null, "Sec-Purpose"))
                .or(Purpose.of(draft.header(null, "Purpose")))
                .or(Purpose.of(draft.header(null, "X-Purpose")))
                .or(Purpose.of(draft.header(null, "X-Moz")));
        return Judge.judge(new Hints(draft.methodOrGet(), agent, purpose, false, false));
    }

    private ExampleFacts facts(CampaignRecord campaign, Agent agent, Judgement judgement) {
        var address = address();
        if (draft.visitor() == null) {
            notes.add("no visitor was given: sticky destinations are drawn for a made-up one");
        }
        return new ExampleFacts(
                id(),
                draft.visitor() == null
                        ? ThreadLocalRandom.current().nextLong()
                        : Long.parseUnsignedLong(draft.visitor(), 16),
                place(address),
                language(draft.header(draft.acceptLanguage(), "Accept-Language")),
                agent,
                judgement.verdict(),
                KeptFacts.hostOf(draft.header(draft.referrer(), "Referer", "Referrer")),
                address,
                ExampleQuery.of(query(), campaign.getSource()).parameters());
    }

    /** In the layout of a click id, but of no source. */
    private ClickId id() {
        var random = ThreadLocalRandom.current();
        var time = Objects.requireNonNullElseGet(draft.at(), Instant::now);
        long millis = time.toEpochMilli();
        if (millis < 0 || millis >= 1L << 48) {
            throw ProblemException.invalid("at", "must be a time from 1970 on");
        }
        return new ClickId(millis << 16 | 0x7000 | random.nextInt(0x1000), 1L << 63 | random.nextLong() >>> 2);
    }

    private byte[] address() {
        var text = draft.header(draft.ip());
        if (text.isEmpty()) {
            return new byte[0];
        }
        try {
            // A literal: nothing is looked up.
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException noAddress) {
            throw ProblemException.invalid("ip", "is no address such as 192.0.2.1 or 2001:db8::1");
        }
    }

    private Place place(byte[] address) {
        var found = address.length == 4 || address.length == V4_AND_V6 ? places.placeOf(address) : Place.UNKNOWN;
        return new Place(
                or(draft.country(), found.country()).toUpperCase(Locale.ROOT),
                or(draft.continent(), found.continent()),
                or(draft.subdivision(), found.subdivision()),
                or(draft.city(), found.city()),
                draft.asn() == null ? found.asn() : draft.asn().intValue());
    }

    private static String or(@Nullable String said, String found) {
        return said == null ? found : said;
    }

    private String query() {
        if (draft.query() != null) {
            return draft.query().startsWith("?") ? draft.query().substring(1) : draft.query();
        }
        if (draft.url() == null) {
            return "";
        }
        int hash = draft.url().indexOf('#');
        var url = hash < 0 ? draft.url() : draft.url().substring(0, hash);
        int mark = url.indexOf('?');
        return mark < 0 ? "" : url.substring(mark + 1);
    }

    /** The first one asked for, as edges read it. */
    private static String language(String acceptLanguage) {
        int end = 0;
        while (end < acceptLanguage.length() && ",; ".indexOf(acceptLanguage.charAt(end)) < 0) {
            end++;
        }
        var first = acceptLanguage.substring(0, end);
        return first.length() < LANGUAGE && first.matches("[A-Za-z0-9-]*") ? first.toLowerCase(Locale.ROOT) : "";
    }

    /** Whether a macro had no value. */
    private static boolean render(Decision decision, ExampleFacts facts, StringBuilder location) {
        var template = decision.template();
        if (template == null) {
            return false;
        }
        boolean isUnresolved = template.render(location, decision.macros(facts));
        if (decision.link().passesQuery()) {
            var pass = new QueryPass(location);
            facts.parameters().forEach(pass::add);
            pass.finish();
        }
        return isUnresolved;
    }
}
