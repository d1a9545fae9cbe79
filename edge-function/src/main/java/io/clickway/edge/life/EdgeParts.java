package io.clickway.edge.life;

import io.clickway.edge.click.ClickAssembler;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorHash;
import io.clickway.edge.geo.Countries;
import io.clickway.edge.geo.GeoSettings;
import io.clickway.edge.geo.MaxMindCountries;
import io.clickway.edge.judge.Judge;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.visit.Answers;
import io.clickway.edge.visit.Sources;
import io.clickway.edge.visit.VisitCounts;
import io.clickway.id.SipHash;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;

/** Makes the parts that know no container. */
public final class EdgeParts {

    private static final Logger LOG = Logger.getLogger(EdgeParts.class);

    private EdgeParts() {}

    @Produces
    @Singleton
    static LiveLinks links() {
        return new LiveLinks();
    }

    @Produces
    @Singleton
    static Sources sources() {
        return new Sources();
    }

    @Produces
    @Singleton
    static Answers answers() {
        return new Answers();
    }

    @Produces
    @Singleton
    static VisitCounts visitCounts() {
        return new VisitCounts();
    }

    @Produces
    @Singleton
    static ClickAssembler assembler(EdgeSettings settings, GeoSettings geo) {
        return new ClickAssembler(
                Refusal.naming(
                        "edge.trusted-proxies",
                        () -> TrustedProxies.parse(settings.trustedProxies().orElse(List.of()))),
                new Judge(),
                countries(geo),
                new VisitorHash(Refusal.naming("edge.visitor-key", () -> SipHash.ofHex(settings.visitorKey()))));
    }

    /** A file that isn't there or is damaged costs the countries, not the clicks. */
    private static Countries countries(GeoSettings settings) {
        if (settings.countryFile().isEmpty()) {
            LOG.warn("edge.geo.country-file isn't set: clicks will have no country");
            return Countries.UNKNOWN;
        }
        var file = settings.countryFile().get();
        try {
            return MaxMindCountries.open(file);
        } catch (IOException | RuntimeException unreadable) {
            LOG.warnf("edge.geo.country-file %s can't be read: clicks will have no country", file);
            return Countries.UNKNOWN;
        }
    }
}
