package io.clickway.edge.visit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the edge listens for visitors, and what it suffers. */
@ConfigMapping(prefix = "edge.http")
public interface HttpSettings {

    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    @WithDefault("8080")
    int port();

    /** A connection on which nothing arrives for so long is ended. */
    @WithDefault("60s")
    Duration idleTimeout();

    /** A connection that takes longer for the head of a request is ended. */
    @WithDefault("10s")
    Duration headTimeout();

    /** Connections at a time, all loops together; more are ended at once. */
    @WithDefault("100000")
    int maxConnections();

    /**
     * Whether each connection begins with a PROXY protocol header. Only from {@code edge.trusted-proxies}: anybody else's is
     * ended.
     */
    @WithDefault("false")
    boolean proxyProtocol();

    /** Whether the visitor's cookie is only sent by HTTPS; off for trials. */
    @WithDefault("true")
    boolean secureCookies();

    /** Certificate chain, PEM; with the key, HTTPS is spoken instead of HTTP. */
    Optional<Path> tlsCertificate();

    /** Private key of the certificate, PEM. */
    Optional<Path> tlsKey();

    /**
     * A folder of certificates, {@code HOST.pem} with {@code HOST.key}, instead of the two files; chosen by the host that a
     * visitor asks for, and followed while the edge runs.
     */
    Optional<Path> certificates();

    /** A second port, on which an edge that speaks HTTPS takes clicks and ACME's questions by plain HTTP. */
    OptionalInt plainPort();

    /** A folder under which ACME clients put answers: {@code .well-known/acme-challenge/TOKEN}. */
    Optional<Path> acmeWebroot();
}
