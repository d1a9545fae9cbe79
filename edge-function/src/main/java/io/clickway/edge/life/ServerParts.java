package io.clickway.edge.life;

import io.clickway.edge.certificate.CertificateFolder;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.judge.DataCentreFile;
import io.clickway.edge.visit.Answers;
import io.clickway.edge.visit.Desks;
import io.clickway.edge.visit.EdgeServer;
import io.clickway.edge.visit.HttpSettings;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;

/** What listening for visitors needs, together. */
@Singleton
record ServerParts(
        HttpSettings http,
        TrustedProxies proxies,
        Answers answers,
        Desks desks,
        ClickMakers makers,
        DataCentreFile dataCentres,
        CertificateFolder certificates) {

    EdgeServer server(Vertx vertx) {
        return new EdgeServer(vertx, http, proxies, answers, desks, certificates);
    }
}
