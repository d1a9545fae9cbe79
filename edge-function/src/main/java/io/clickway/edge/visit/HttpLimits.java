package io.clickway.edge.visit;

import java.time.Duration;

/**
 * Bounds of connections.
 *
 * @param idleNanos a connection without a byte for so long is ended
 * @param headNanos and one that takes so long for a request's head
 */
record HttpLimits(long idleNanos, long headNanos, int connectionsPerLoop) {

    static HttpLimits of(HttpSettings settings, int loops) {
        if (settings.maxConnections() < 1) {
            throw new IllegalArgumentException("edge.http.max-connections must be at least 1");
        }
        return new HttpLimits(
                positive("edge.http.idle-timeout", settings.idleTimeout()),
                positive("edge.http.head-timeout", settings.headTimeout()),
                Math.max(1, settings.maxConnections() / loops));
    }

    private static long positive(String key, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(key + " must be longer than nothing");
        }
        return time.toNanos();
    }

    /** @throws IllegalArgumentException names the setting that can't be */
    static void check(HttpSettings settings) {
        of(settings, 1);
        if (settings.port() < 1 || settings.port() > 65_535) {
            throw new IllegalArgumentException("edge.http.port is not 1 to 65535");
        }
        if (settings.tlsCertificate().isPresent() != settings.tlsKey().isPresent()) {
            throw new IllegalArgumentException("edge.http.tls-certificate and edge.http.tls-key come together");
        }
        if (settings.tlsCertificate().isPresent() && settings.certificates().isPresent()) {
            throw new IllegalArgumentException("edge.http.certificates stands instead of edge.http.tls-certificate:"
                    + " put its two files there as default.pem and default.key");
        }
        if (settings.plainPort().isPresent()) {
            checkPlainPort(settings, settings.plainPort().getAsInt());
        }
    }

    private static void checkPlainPort(HttpSettings settings, int port) {
        if (port < 1 || port > 65_535 || port == settings.port()) {
            throw new IllegalArgumentException("edge.http.plain-port is not 1 to 65535 and other than edge.http.port");
        }
        if (!speaksTls(settings)) {
            throw new IllegalArgumentException(
                    "edge.http.plain-port is for an edge that speaks HTTPS: set edge.http.certificates, too");
        }
    }

    static boolean speaksTls(HttpSettings settings) {
        return settings.tlsCertificate().isPresent() || settings.certificates().isPresent();
    }
}
