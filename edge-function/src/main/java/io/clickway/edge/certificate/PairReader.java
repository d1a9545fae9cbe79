package io.clickway.edge.certificate;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a pair and makes sure that a visitor would take it: PEM, key and certificate of each other and of the name. */
final class PairReader {

    /** A chain of a dozen certificates; a key has 3 KiB at most. */
    private static final int MAX_BYTES = 64 << 10;

    private static final byte[] TRIAL = "does the key fit".getBytes(StandardCharsets.US_ASCII);

    /** A general name that is a host (RFC 5280, 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private final Vertx vertx;

    PairReader(Vertx vertx) {
        this.vertx = vertx;
    }

    CertificatePair read(CertificateName name, Path chainFile, Path keyFile) throws UnusablePairException {
        var pair = parse(name, bytes(chainFile), bytes(keyFile));
        requireOrder(pair.chain());
        if (!keyFits(pair)) {
            throw new UnusablePairException("key and certificate aren't of each other: replace both files");
        }
        var subjects = subjects(pair.certificate());
        if (!name.equals(CertificateName.DEFAULT) && subjects.stream().noneMatch(name::isCoveredBy)) {
            throw new UnusablePairException("the certificate is for " + shortened(subjects) + ", not for "
                    + name.inCertificate() + ": rename the files or get another");
        }
        return pair;
    }

    private static Buffer bytes(Path file) throws UnusablePairException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnusablePairException(file.getFileName() + " is larger than " + MAX_BYTES + " bytes");
            }
            return Buffer.buffer(bytes);
        } catch (IOException unreadable) {
            throw new UnusablePairException(file.getFileName() + " can't be read ("
                    + unreadable.getClass().getSimpleName() + "): give the edge's account the right to");
        }
    }

    private CertificatePair parse(CertificateName name, Buffer chain, Buffer key) throws UnusablePairException {
        try {
            var store =
                    new PemKeyCertOptions().addCertValue(chain).addKeyValue(key).loadKeyStore(vertx);
            return pairOf(name, store);
        } catch (Exception unreadable) { // Vert.x declares no narrower one
            throw new UnusablePairException("it is no PEM pair or half of one (chain in " + name + ".pem, key without"
                    + " password in " + name + ".key)");
        }
    }

    private static CertificatePair pairOf(CertificateName name, KeyStore store) throws GeneralSecurityException {
        var alias = store.aliases().nextElement();
        var key = store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
        var chain = new ArrayList<X509Certificate>();
        for (var certificate : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) certificate);
        }
        return new CertificatePair(name, (PrivateKey) Objects.requireNonNull(key), chain);
    }

    private static void requireOrder(List<X509Certificate> chain) throws UnusablePairException {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new UnusablePairException(
                        "the chain is out of order: its own certificate first, then each one's issuer");
            }
        }
    }

    private static boolean keyFits(CertificatePair pair) throws UnusablePairException {
        var algorithm = algorithmFor(pair.key().getAlgorithm());
        if (algorithm == null) {
            throw new UnusablePairException(
                    "keys of kind " + pair.key().getAlgorithm() + " aren't known: use EC or RSA");
        }
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(pair.key());
            signature.update(TRIAL);
            var signed = signature.sign();
            signature.initVerify(pair.certificate().getPublicKey());
            signature.update(TRIAL);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    private static @Nullable String algorithmFor(String keys) {
        return switch (keys) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
    }

    private static List<String> subjects(X509Certificate certificate) {
        var hosts = new ArrayList<String>();
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (var name : names) {
                    if (Objects.equals(name.get(0), DNS_NAME)) {
                        hosts.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            hosts.clear();
        }
        return hosts;
    }

    private static String shortened(List<String> hosts) {
        return hosts.isEmpty() ? "no host" : String.join(", ", hosts.subList(0, Math.min(3, hosts.size())));
    }
}
