package io.clickway.edge.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key.
 *
 * @param chain its own certificate first
 */
public record CertificatePair(CertificateName name, PrivateKey key, List<X509Certificate> chain) {

    public CertificatePair {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant expiresAt() {
        return certificate().getNotAfter().toInstant();
    }

    boolean isValidAt(Instant time) {
        return !time.isBefore(certificate().getNotBefore().toInstant()) && !time.isAfter(expiresAt());
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return name + " until " + expiresAt();
    }
}
