package io.clickway.edge.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links of one configuration version by domain and slug. Immutable once built, so that any thread reads it. One map
 * of slugs per domain: a look-up joins no strings.
 */
public final class LinkTable {

    /** The domain of links that answer on every host. */
    public static final String ANY_HOST = "*";

    private static final Map<String, Link> NONE = Map.of();

    private final long version;
    private final long appliedAtMillis;
    private final Map<String, Map<String, Link>> byDomain;
    private final Map<String, Link> onAnyHost;
    private final int size;

    private LinkTable(long version, long appliedAtMillis, Map<String, Map<String, Link>> byDomain) {
        this.version = version;
        this.appliedAtMillis = appliedAtMillis;
        this.byDomain = byDomain;
        this.onAnyHost = byDomain.getOrDefault(ANY_HOST, NONE);
        this.size = byDomain.values().stream().mapToInt(Map::size).sum();
    }

    /** The table of an edge that has never seen a configuration: version 0, no links. */
    public static LinkTable empty() {
        return new LinkTable(0, 0, Map.of());
    }

    /**
     * The host's own link goes before one for any host.
     *
     * @param host lower case, without port
     * @return null when no link is meant
     */
    public @Nullable Link find(String host, String slug) {
        var own = byDomain.get(host);
        var link = own == null ? null : own.get(slug);
        return link != null ? link : onAnyHost.get(slug);
    }

    /** Version of the configuration, 0 before the first. */
    public long version() {
        return version;
    }

    /** When this edge began to use it, milliseconds since the epoch, 0 before the first. */
    public long appliedAtMillis() {
        return appliedAtMillis;
    }

    public int size() {
        return size;
    }

    /** Collects the links of a version; used once, by one thread. */
    public static final class Builder {

        private final Map<String, Map<String, Link>> byDomain = new HashMap<>();

        /** The first link of a (domain, slug) stays. */
        public Builder add(String domain, String slug, Link link) {
            byDomain.computeIfAbsent(domain, _ -> new HashMap<>()).putIfAbsent(slug, link);
            return this;
        }

        public LinkTable build(long version, long appliedAtMillis) {
            return new LinkTable(version, appliedAtMillis, byDomain);
        }
    }
}
