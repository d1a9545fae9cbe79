package io.clickway.edge.click;

import io.clickway.agent.Agent;
import io.clickway.condition.ClickFacts;
import io.clickway.condition.KeptFacts;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import io.clickway.geo.Place;
import io.clickway.id.ClickId;
import io.clickway.judge.Judgement;
import io.clickway.rule.Decision;
import io.clickway.rule.LinkPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A click in the making: each text as it will be kept, so that the rules decide by the same that a stored click tells. For
 * one thread, one click after the other; its fields are the room's own.
 */
final class ClickDraft implements ClickFacts {

    private static final byte[] NO_BYTES = {};
    private static final Judgement UNJUDGED = new Judgement(Verdict.VERDICT_UNSPECIFIED, List.of());

    final TextMender mender = new TextMender();
    final Query query = new Query(mender);

    long idHigh;
    long idLow;
    int workspaceId;
    long configVersion;
    Method method = Method.GET;
    String host = "";
    String target = "";
    String userAgent = "";
    String referrer = "";
    String language = "";
    byte[] address = NO_BYTES;
    byte[] network = NO_BYTES;
    byte[] sealedAddress = NO_BYTES;
    long visitor;
    int signals;
    Place place = Place.UNKNOWN;
    Agent agent = Agent.SILENT;
    Judgement judgement = UNJUDGED;

    @Nullable
    Decision decision;

    String destination = "";

    void begin(ClickId id, boolean isAscii) {
        idHigh = id.high();
        idLow = id.low();
        mender.begin(isAscii);
        sealedAddress = NO_BYTES;
        decision = null;
        destination = "";
    }

    Decision decided() {
        var known = decision;
        if (known == null) {
            throw new IllegalStateException("the click isn't decided yet");
        }
        return known;
    }

    LinkPlan link() {
        return decided().link();
    }

    @Override
    public long timeMillis() {
        return idHigh >>> 16;
    }

    @Override
    public long idHigh() {
        return idHigh;
    }

    @Override
    public long idLow() {
        return idLow;
    }

    @Override
    public long visitor() {
        return visitor;
    }

    @Override
    public String country() {
        return place.country();
    }

    @Override
    public String continent() {
        return place.continent();
    }

    @Override
    public String subdivision() {
        return place.subdivision();
    }

    @Override
    public String city() {
        return place.city();
    }

    @Override
    public int asn() {
        return place.asn();
    }

    @Override
    public String language() {
        return language;
    }

    @Override
    public Device device() {
        return agent.device();
    }

    @Override
    public String os() {
        return agent.os();
    }

    @Override
    public String osVersion() {
        return agent.osVersion();
    }

    @Override
    public String browser() {
        return agent.browser();
    }

    @Override
    public String browserVersion() {
        return agent.browserVersion();
    }

    @Override
    public Verdict verdict() {
        return judgement.verdict();
    }

    @Override
    public String referrerHost() {
        return KeptFacts.hostOf(referrer);
    }

    @Override
    public byte[] address() {
        return address;
    }

    @Override
    public @Nullable String parameter(String name) {
        return query.parameter(name);
    }
}
