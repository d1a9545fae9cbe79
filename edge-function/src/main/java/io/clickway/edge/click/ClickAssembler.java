package io.clickway.edge.click;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.clickway.edge.client.ClientAddress;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorHash;
import io.clickway.edge.geo.Countries;
import io.clickway.edge.judge.Judge;
import io.clickway.edge.route.Link;
import io.clickway.event.ClickFlag;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.link.Macro;

/**
 * Makes the event of a click. Thread-safe; on the hot path, so it works on the texts as they came and copies only what
 * must be mended.
 */
public final class ClickAssembler {

    private static final int MAX_TARGET = 4 * 1024;
    private static final int MAX_USER_AGENT = 512;
    private static final int MAX_REFERRER = 2048;

    /** A template may repeat its macros; what is kept of its result stays bounded. */
    private static final int MAX_DESTINATION = 4 * 1024;

    private final TrustedProxies proxies;
    private final Judge judge;
    private final Countries countries;
    private final VisitorHash visitors;

    public ClickAssembler(TrustedProxies proxies, Judge judge, Countries countries, VisitorHash visitors) {
        this.proxies = proxies;
        this.judge = judge;
        this.countries = countries;
        this.visitors = visitors;
    }

    public Redirect assemble(ClickRequest request, Link link, Circumstances circumstances) {
        var id = circumstances.id();
        var mender = new TextMender();
        var query = Query.parse(request.target(), mender);
        var cost = query.liftCost();
        var userAgent = mender.raw(request.userAgent(), MAX_USER_AGENT, ClickFlag.USER_AGENT_CUT);
        var judgement = judge.judge(request.method(), userAgent, request.prefetch());
        var client = proxies.clientOf(request.peer(), request.forwardedFor());
        var destination = link.destination()
                .render(macro -> macro == Macro.CLICK_ID ? id.toString() : query.sub(macro.subIndex()));
        var click = Click.newBuilder()
                .setWorkspaceId(link.workspaceId())
                .setLinkId(link.linkId())
                .setCampaignId(link.campaignId())
                .setConfigVersion(circumstances.configVersion())
                .setMethod(request.method())
                .setHost(mender.raw(request.host(), request.host().length(), ClickFlag.TARGET_CUT))
                .setTarget(mender.raw(request.target().uri(), MAX_TARGET, ClickFlag.TARGET_CUT))
                .setUserAgent(userAgent)
                .setReferrer(mender.raw(request.referrer(), MAX_REFERRER, ClickFlag.REFERRER_CUT))
                .setLanguage(ClickRequest.languageOf(request.acceptLanguage()))
                .setCountry(circumstances.isOverloaded() ? "" : countries.countryOf(client))
                .setNetwork(network(client))
                .setVisitor(visitors.of(id.epochMillis(), link.workspaceId(), client, userAgent))
                .setDevice(judgement.agent().device())
                .setOs(judgement.agent().os())
                .setBrowser(judgement.agent().browser())
                .setVerdict(judgement.verdict())
                .addAllReasons(judgement.reasons())
                .setJudgeVersion(Judge.VERSION)
                .addAllSubs(query.subs())
                .addAllParameters(query.parameters())
                .setDestination(destination
                        .url()
                        .substring(0, Math.min(destination.url().length(), MAX_DESTINATION)));
        if (cost != null) {
            click.setCostMicros(cost.micros()).setCurrency(cost.currency());
        }
        flagAll(mender, destination.unresolved(), client, circumstances);
        var event = Event.newBuilder()
                .setIdHigh(id.high())
                .setIdLow(id.low())
                .setClick(click.setFlags(mender.flags()))
                .build();
        return new Redirect(event, destination.url());
    }

    private static ByteString network(ClientAddress client) {
        return UnsafeByteOperations.unsafeWrap(client.network());
    }

    private static void flagAll(
            TextMender mender, boolean unresolved, ClientAddress client, Circumstances circumstances) {
        if (unresolved) {
            mender.flag(ClickFlag.MACRO_UNRESOLVED);
        }
        if (!client.readable()) {
            mender.flag(ClickFlag.CLIENT_ADDRESS_UNREADABLE);
        }
        if (circumstances.nowMillis() < circumstances.id().epochMillis()) {
            mender.flag(ClickFlag.CLOCK_WENT_BACK);
        }
        if (circumstances.isOverloaded()) {
            mender.flag(ClickFlag.LOAD_SHED);
        }
    }
}
