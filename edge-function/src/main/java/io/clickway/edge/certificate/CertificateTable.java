package io.clickway.edge.certificate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The certificates in force. Immutable, so that any thread reads it. */
public final class CertificateTable {

    static final CertificateTable EMPTY = new CertificateTable(List.of());

    private final Map<String, CertificatePair> byName = new HashMap<>();

    CertificateTable(Collection<CertificatePair> pairs) {
        pairs.forEach(pair -> byName.put(pair.name().text(), pair));
    }

    /**
     * The pair of the host, else of all hosts one label below its parent, else the default.
     *
     * @param host as the visitor asks for it; empty when it doesn't say
     */
    Optional<CertificatePair> find(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        var own = byName.get(name);
        if (own == null && dot > 0) {
            own = byName.get("_" + name.substring(dot));
        }
        return Optional.ofNullable(own != null ? own : byName.get(CertificateName.DEFAULT.text()));
    }

    public Collection<CertificatePair> pairs() {
        return byName.values();
    }
}
