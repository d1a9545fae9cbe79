package io.clickway.edge.click;

import io.clickway.agent.AgentCache;
import io.clickway.edge.client.ClientAddress;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorCookie;
import io.clickway.edge.client.Visitors;
import io.clickway.edge.route.Workspace;
import io.clickway.event.ClickFlag;
import io.clickway.event.Signal;
import io.clickway.geo.Place;
import io.clickway.geo.Places;
import io.clickway.id.AddressSeal;
import io.clickway.id.ClickId;
import io.clickway.judge.AddressRanges;
import io.clickway.judge.AddressRate;
import io.clickway.judge.Hints;
import io.clickway.judge.Judge;
import io.clickway.link.QueryPass;
import io.clickway.rule.Decision;
import io.clickway.rule.LinkPlan;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the event of a click and finds where its visitor goes: who asks, from where, with what; the verdict; the rules; the
 * URL. The hot path itself, so it works on the texts as they came and copies only what must be mended. One per event loop,
 * one thread.
 */
public final class ClickMaker {

    private static final int MAX_TARGET = 4 * 1024;
    private static final int MAX_USER_AGENT = 512;
    private static final int MAX_REFERRER = 2048;

    /** A template may repeat its macros; what is kept of its result stays bounded. */
    private static final int MAX_DESTINATION = 4 * 1024;

    private static final int NO_COOKIE_FOR = Signal.GPC.bit() | Signal.DNT.bit();

    /** What the makers of all loops share; thread-safe. */
    public record Shared(
            TrustedProxies proxies, Places places, Supplier<AddressRanges> dataCentres, VisitorCookie cookies) {}

    /**
     * What one loop has for itself.
     *
     * @param seal null when no full addresses are kept
     */
    public record Own(
            AgentCache agents,
            AddressRate rate,
            Visitors visitors,
            @Nullable AddressSeal seal) {}

    private final Shared shared;
    private final Own own;
    private final ClickDraft draft = new ClickDraft();
    private final ClickWriter writer = new ClickWriter();
    private final StringBuilder url = new StringBuilder(512);

    public ClickMaker(Shared shared, Own own) {
        this.shared = shared;
        this.own = own;
    }

    public Redirect make(ClickRequest request, LinkPlan link, Workspace workspace, Circumstances circumstances) {
        draft.begin(circumstances.id(), request.isAscii());
        draft.workspaceId = link.campaign().workspaceId();
        draft.configVersion = circumstances.configVersion();
        takeTexts(request, link);
        var client = shared.proxies().clientOf(request.peer(), request.forwardedFor());
        takeClient(client, link, circumstances);
        var cookie = nameVisitor(request, workspace, client, circumstances.id());
        judge(request, client, circumstances.nowMillis());
        var decision = link.decide(draft);
        draft.decision = decision;
        var location = locate(decision, link);
        if (workspace.keepsAddress() && own.seal() != null && client.isPresent()) {
            draft.sealedAddress = own.seal().seal(circumstances.id(), client.bytes());
        }
        flag(client, circumstances);
        return new Redirect(writer.write(draft), location, cookie);
    }

    private void takeTexts(ClickRequest request, LinkPlan link) {
        var mender = draft.mender;
        draft.query.read(request.target(), link.campaign().source());
        draft.method = request.method();
        draft.host = mender.raw(request.host(), request.host().length(), ClickFlag.TARGET_CUT);
        draft.target = mender.raw(request.target().uri(), MAX_TARGET, ClickFlag.TARGET_CUT);
        draft.userAgent = mender.raw(request.userAgent(), MAX_USER_AGENT, ClickFlag.USER_AGENT_CUT);
        draft.referrer = mender.raw(request.referrer(), MAX_REFERRER, ClickFlag.REFERRER_CUT);
        draft.language = ClickRequest.languageOf(request.acceptLanguage());
        draft.signals = request.signals();
    }

    private void takeClient(ClientAddress client, LinkPlan link, Circumstances circumstances) {
        draft.address = client.bytes();
        draft.network = client.network();
        boolean isSaved = circumstances.isOverloaded() && !link.campaign().hasRules();
        draft.place = isSaved ? Place.UNKNOWN : shared.places().placeOf(client.bytes());
    }

    /** The Set-Cookie that names the visitor from now on; null for none. Who asks not to be followed gets none. */
    private @Nullable String nameVisitor(ClickRequest request, Workspace workspace, ClientAddress client, ClickId id) {
        if (!workspace.allowsCookie() || (request.signals() & NO_COOKIE_FOR) != 0) {
            draft.visitor = own.visitors()
                    .of(draft.timeMillis(), draft.workspaceId, workspace.visitorDays(), client, draft.userAgent);
            return null;
        }
        var known = shared.cookies().read(request.cookie());
        draft.visitor = own.visitors().ofCookie(draft.workspaceId, known == null ? id : known);
        return known == null ? shared.cookies().set(id) : null;
    }

    private void judge(ClickRequest request, ClientAddress client, long nowMillis) {
        draft.agent = own.agents().read(draft.userAgent);
        draft.judgement = Judge.judge(new Hints(
                request.method(),
                draft.agent,
                request.purpose(),
                shared.dataCentres().get().contains(draft.address),
                !client.isInternal() && own.rate().isOver(draft.address, nowMillis)));
    }

    private @Nullable String locate(Decision decision, LinkPlan link) {
        var template = decision.template();
        if (template == null) {
            return null;
        }
        url.setLength(0);
        if (template.render(url, decision.macros(draft))) {
            draft.mender.flag(ClickFlag.MACRO_UNRESOLVED);
        }
        if (link.passesQuery()) {
            passQuery();
        }
        var location = url.toString();
        draft.destination = location.length() <= MAX_DESTINATION ? location : location.substring(0, MAX_DESTINATION);
        return location;
    }

    private void passQuery() {
        var pass = new QueryPass(url);
        boolean isWhole = true;
        for (int i = 0; i < draft.query.subCount(); i++) {
            isWhole &= draft.query.sub(i).isEmpty() || pass.add("sub" + (i + 1), draft.query.sub(i));
        }
        for (int i = 0; i < draft.query.count(); i++) {
            isWhole &= pass.add(draft.query.name(i), draft.query.value(i));
        }
        pass.finish();
        if (!isWhole) {
            draft.mender.flag(ClickFlag.QUERY_NOT_PASSED);
        }
    }

    private void flag(ClientAddress client, Circumstances circumstances) {
        var mender = draft.mender;
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
