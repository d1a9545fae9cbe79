package io.clickway.edge.life;

import io.clickway.edge.certificate.CertificateFolder;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.geo.GeoSettings;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.judge.DataCentreFile;
import io.clickway.edge.judge.JudgeSettings;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.visit.Answers;
import io.clickway.edge.visit.Challenges;
import io.clickway.edge.visit.Desks;
import io.clickway.edge.visit.HttpSettings;
import io.clickway.edge.visit.Sources;
import io.clickway.edge.visit.VisitCounts;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
    static Desks desks() {
        return new Desks();
    }

    @Produces
    @Singleton
    static TrustedProxies proxies(EdgeSettings settings) {
        return Refusal.naming(
                "edge.trusted-proxies",
                () -> TrustedProxies.parse(settings.trustedProxies().orElse(List.of())));
    }

    @Produces
    @Singleton
    static DataCentreFile dataCentres(JudgeSettings settings) {
        return new DataCentreFile(settings.dataCentreFile());
    }

    @Produces
    @Singleton
    static CertificateFolder certificates(HttpSettings http, Vertx vertx) {
        return Refusal.checking(() -> CertificateFolder.of(vertx, http.certificates()));
    }

    @Produces
    @Singleton
    static Challenges challenges(HttpSettings http, Answers answers) {
        return Refusal.checking(() -> Challenges.of(http.acmeWebroot(), answers));
    }

    @Produces
    @Singleton
    static ClickMakers makers(
            EdgeSettings settings,
            JudgeSettings judge,
            HttpSettings http,
            TrustedProxies proxies,
            PlaceFiles places,
            DataCentreFile dataCentres) {
        return new ClickMakers(settings, judge, http, proxies, places, dataCentres);
    }

    /** A file that isn't there or is damaged costs the places, not the clicks. */
    @Produces
    @Singleton
    static PlaceFiles places(GeoSettings settings) {
        if (settings.countryFile().isEmpty() && settings.cityFile().isEmpty()) {
            LOG.warn("edge.geo.country-file isn't set: clicks will have no country");
        }
        return PlaceFiles.of(settings);
    }
}
