package io.clickway.e2e.run;

import io.clickway.e2e.load.Link;
import io.clickway.e2e.system.LocalSystem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/** The links that the generator follows, live on every running edge. */
public final class Live {

    private Live() {}

    /** Publishes {@link Link#ALL} and waits for them. */
    public static void publishLinks(LocalSystem system) {
        Link.ALL.stream()
                .map(Link::campaign)
                .distinct()
                .forEach(campaign -> system.post("/api/campaigns", Map.of("name", campaign, "slug", campaign), 201));
        for (var link : Link.ALL) {
            system.post("/api/links", Map.of("slug", link.slug(), "campaign", link.campaign(), "url", link.url()), 201);
        }
        system.post("/api/publish", Map.of(), 200, 201);
        await(system, Duration.ofMinutes(2));
    }

    public static void await(LocalSystem system, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (!isLive(system)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the links are not live on every edge after " + limit.toSeconds()
                        + " s: " + system.get("/api/config/status"));
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static boolean isLive(LocalSystem system) {
        var status = system.get("/api/config/status");
        long version = status.get("version").asLong();
        long edges = StreamSupport.stream(status.get("edges").spliterator(), false)
                .filter(edge -> edge.get("version").asLong() == version)
                .count();
        return edges >= system.parts("edge").size();
    }
}
