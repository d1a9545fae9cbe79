package io.clickway.edge.life;

import io.clickway.agent.AgentCache;
import io.clickway.agent.Agents;
import io.clickway.edge.click.ClickMaker;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorCookie;
import io.clickway.edge.client.Visitors;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.judge.DataCentreFile;
import io.clickway.edge.judge.JudgeSettings;
import io.clickway.edge.visit.HttpSettings;
import io.clickway.id.AddressSeal;
import io.clickway.id.IdKeys;
import io.clickway.id.SipHash;
import io.clickway.judge.AddressRate;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives each event loop its own click maker; what can be shared is. */
final class ClickMakers implements Supplier<ClickMaker> {

    private final JudgeSettings judge;
    private final ClickMaker.Shared shared;
    private final SipHash visitorKey;
    private final Optional<AddressSeal> seal;
    private final Agents agents = new Agents();
    private final long rateSeed = new SecureRandom().nextLong();

    ClickMakers(
            EdgeSettings settings,
            JudgeSettings judge,
            HttpSettings http,
            TrustedProxies proxies,
            PlaceFiles places,
            DataCentreFile dataCentres) {
        this.judge = judge;
        var idKeys = Refusal.naming("edge.id-keys", () -> IdKeys.parse(settings.idKeys()));
        this.shared =
                new ClickMaker.Shared(proxies, places, dataCentres, new VisitorCookie(idKeys, http.secureCookies()));
        this.visitorKey = Refusal.naming("edge.visitor-key", () -> SipHash.ofHex(settings.visitorKey()));
        this.seal = settings.addressKey().map(key -> Refusal.naming("edge.address-key", () -> AddressSeal.parse(key)));
        rate();
    }

    private AddressRate rate() {
        return Refusal.naming(
                "edge.judge.rate-limit, rate-window, rate-places",
                () -> new AddressRate(judge.rateLimit(), judge.rateWindow(), judge.ratePlaces(), rateSeed));
    }

    @Override
    public ClickMaker get() {
        return new ClickMaker(
                shared,
                new ClickMaker.Own(
                        new AgentCache(agents),
                        rate(),
                        new Visitors(visitorKey),
                        seal.map(AddressSeal::copy).orElse(null)));
    }
}
