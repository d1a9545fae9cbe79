package io.clickway.edge.certificate;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a visitor's certificate by the name its handshake asks for, from the table in force at that moment: a table that is
 * replaced needs no new TLS context, and connections that stand are left alone. Any thread.
 *
 * <p>The JDK asks thrice in a handshake, on one thread: for an alias, then its key, then its chain. The pair chosen first is
 * kept for the two that follow, so that a table replaced in between mixes no key with another chain.
 */
public final class SniKeyManager extends X509ExtendedKeyManager {

    private record Chosen(String alias, CertificatePair pair) {}

    private final Supplier<CertificateTable> table;
    private final ThreadLocal<@Nullable Chosen> chosen = new ThreadLocal<>();

    public SniKeyManager(Supplier<CertificateTable> table) {
        this.table = table;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        var pair = table.get().find(hostOf(engine));
        if (pair.isEmpty() || !pair.get().key().getAlgorithm().equals(keyType)) {
            return null;
        }
        var alias = pair.get().name().text();
        chosen.set(new Chosen(alias, pair.get()));
        return alias;
    }

    private static String hostOf(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (var name : session.getRequestedServerNames()) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME && name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    private Optional<CertificatePair> pair(String alias) {
        return Optional.ofNullable(chosen.get())
                .filter(last -> Objects.equals(last.alias(), alias))
                .map(Chosen::pair);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return pair(alias).map(CertificatePair::key).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return pair(alias)
                .map(found -> found.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    /** Only engines come here. */
    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
