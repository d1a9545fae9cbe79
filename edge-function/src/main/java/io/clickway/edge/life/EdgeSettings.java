package io.clickway.edge.life;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who this edge is, where its data lies, and its secrets, which come by environment only. */
@ConfigMapping(prefix = "edge")
public interface EdgeSettings {

    /** Label of this edge in reports, e.g. {@code edge-eu}. */
    String name();

    /** Label of its region, e.g. {@code eu}. */
    String region();

    /** A folder of its own, on a local disk: spool, snapshot, lock. */
    Path dataDir();

    /** CIDR blocks of the proxies whose X-Forwarded-For is believed; none by default. */
    Optional<List<String>> trustedProxies();

    /** Keys of the click id's check, {@code 1:<32 hex digits>,2:…}; the highest number makes new ids. A secret. */
    String idKeys();

    /** 32 hex digits that make visitor hashes; the same on all edges. A secret. */
    String visitorKey();

    /** 64 hex digits that seal events on stderr. A secret. */
    String sealKey();

    /**
     * Keys that seal visitors' full addresses for the centre, {@code 1:<64 hex digits>,2:…}; the highest number seals.
     * Without one no full address is kept, whatever a workspace allows. A secret.
     */
    Optional<String> addressKey();

    /** Event loops that take requests, each a source with its own Redis connection; the number of cores by default. */
    int loops();
}
