package io.clickway.edge.click;

import io.clickway.agent.AgentCache;
import io.clickway.agent.Agents;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorCookie;
import io.clickway.edge.client.Visitors;
import io.clickway.geo.Place;
import io.clickway.geo.Places;
import io.clickway.id.AddressSeal;
import io.clickway.id.IdKeys;
import io.clickway.id.SipHash;
import io.clickway.judge.AddressRanges;
import io.clickway.judge.AddressRate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code aMaker().in(places).build()}: a click maker as an event loop has it, every part of it real. */
final class MakerBuilder {

    static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    static final IdKeys ID_KEYS = IdKeys.parse("1:" + KEY_128);

    private static final Agents AGENTS = new Agents();

    private Places places = address -> address.length > 0 ? new Place("AT", "EU", "9", "Vienna", 3) : Place.UNKNOWN;
    private AddressRanges dataCentres = AddressRanges.NONE;
    private int rateLimit = Integer.MAX_VALUE;
    private @Nullable AddressSeal seal;

    private MakerBuilder() {}

    static MakerBuilder aMaker() {
        return new MakerBuilder();
    }

    static AddressSeal aSeal() {
        return AddressSeal.parse("1:" + KEY_128 + KEY_128);
    }

    MakerBuilder in(Places known) {
        places = known;
        return this;
    }

    MakerBuilder withDataCentres(String... ranges) {
        dataCentres = AddressRanges.parse(List.of(ranges));
        return this;
    }

    MakerBuilder withRateLimit(int limit) {
        rateLimit = limit;
        return this;
    }

    MakerBuilder sealing() {
        seal = aSeal();
        return this;
    }

    ClickMaker build() {
        return new ClickMaker(
                new ClickMaker.Shared(
                        TrustedProxies.parse(List.of("127.0.0.0/8")),
                        places,
                        () -> dataCentres,
                        new VisitorCookie(ID_KEYS, true)),
                new ClickMaker.Own(
                        new AgentCache(AGENTS),
                        new AddressRate(rateLimit, Duration.ofMinutes(1), 1024, 5),
                        new Visitors(SipHash.ofHex(KEY_128)),
                        seal));
    }
}
