package io.clickway.warehouse.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the current version is live; {@code version} 0 and no time before the first publish. */
public record ConfigStatus(
        long version, @Nullable Instant publishedAt, int links, String summary, Live live, List<Edge> edges) {

    /** {@code seconds} from publish until the last edge had it; null while one lacks it. */
    public record Live(int edges, int current, @Nullable Double seconds) {}

    /** {@code lagSeconds}: how long after its publish the current version came, or how long it is awaited already. */
    public record Edge(
            String edge,
            String region,
            long version,
            @Nullable Instant appliedAt,
            double lagSeconds,
            boolean current,
            Instant lastSignAt) {}

    static ConfigStatus of(Optional<ConfigVersion> current, List<EdgeConfig> live, Instant now) {
        long version = current.map(ConfigVersion::version).orElse(0L);
        var publishedAt = current.map(ConfigVersion::publishedAt).orElse(null);
        var edges = live.stream()
                .map(edge -> {
                    boolean isCurrent = edge.version() >= version;
                    return new Edge(
                            edge.edge(),
                            edge.region(),
                            edge.version(),
                            edge.appliedAt(),
                            lag(publishedAt, isCurrent ? edge.appliedAt() : now),
                            isCurrent,
                            edge.lastSignAt());
                })
                .toList();
        int upToDate = (int) edges.stream().filter(Edge::current).count();
        var seconds = publishedAt == null || edges.isEmpty() || upToDate < edges.size()
                ? null
                : edges.stream()
                        .map(Edge::lagSeconds)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
        return new ConfigStatus(
                version,
                publishedAt,
                current.map(ConfigVersion::links).orElse(0),
                summary(version, edges.size(), upToDate, seconds),
                new Live(edges.size(), upToDate, seconds),
                edges);
    }

    private static double lag(@Nullable Instant publishedAt, @Nullable Instant until) {
        if (publishedAt == null || until == null) {
            return 0;
        }
        // Clocks of two machines: an edge may seem to have it before it was published.
        return Math.max(0, Duration.between(publishedAt, until).toMillis() / 1000.0);
    }

    private static String summary(long version, int edges, int upToDate, @Nullable Double seconds) {
        if (version == 0) {
            return "nothing is published yet";
        }
        var live = "version " + version + " live on " + upToDate + "/" + edges + " edges";
        return seconds == null ? live : String.format(Locale.ROOT, "%s in %.1f s", live, seconds);
    }
}
