package io.clickway.e2e.accounting;

import io.clickway.e2e.system.Hops;
import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until nothing is on its way any more. Hops are asked one after the other, downstream: once a hop was seen empty after
 * the load's end, no click can come into it again but from one that was seen empty before.
 */
public final class Drain {

    private static final long PAUSE_NANOS = 200_000_000;

    /** @param stuck what still lies where, when the time is over; empty when all is drained */
    public record Outcome(Duration took, Optional<String> stuck) {}

    private final LocalSystem system;
    private final Hops hops;

    public Drain(LocalSystem system) {
        this.system = system;
        this.hops = new Hops(system);
    }

    /** @param books whether the ledger must be closed, too: not when events were destroyed on purpose */
    public Outcome await(Duration limit, boolean books) {
        long began = System.nanoTime();
        long until = began + limit.toNanos();
        var loadEnded = Instant.now();
        Optional<String> stuck = empty(hops::spools, until);
        stuck = stuck.isPresent() ? stuck : empty(hops::streams, until);
        stuck = stuck.isPresent() ? stuck : empty(hops::pending, until);
        stuck = stuck.isPresent() ? stuck : empty(hops::buffers, until);
        stuck = stuck.isPresent() ? stuck : empty(hops::centre, until);
        if (books) {
            stuck = stuck.isPresent() ? stuck : empty(hops::ledger, until);
            stuck = stuck.isPresent() ? stuck : complete(loadEnded, until);
        }
        return new Outcome(
                Duration.ofNanos(System.nanoTime() - began),
                stuck.map(where -> where + "; all hops: " + String.join(", ", hops.describe())));
    }

    private static Optional<String> empty(Hop hop, long until) {
        while (true) {
            Optional<String> lies;
            try {
                lies = Hops.notEmpty(hop.ask());
            } catch (IOException | SQLException | RuntimeException failed) {
                lies = Optional.of("not to be asked: " + failed.getMessage());
            }
            if (lies.isEmpty() || System.nanoTime() > until) {
                return lies;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Both regions are complete to beyond the last click, by the books that the API shows. */
    private Optional<String> complete(Instant moment, long until) {
        return empty(
                () -> {
                    for (var region : system.get("/api/report?measures=clicks").get("completeness")) {
                        var to = region.path("complete_to").asText("");
                        if (region.get("missing").asLong() != 0
                                || to.isEmpty()
                                || OffsetDateTime.parse(to).toInstant().isBefore(moment)) {
                            return Map.of(
                                    "complete_to of " + region.path("region").asText() + " is " + to, 1L);
                        }
                    }
                    return Map.of();
                },
                until);
    }

    @FunctionalInterface
    private interface Hop {
        Map<String, Long> ask() throws IOException, SQLException;
    }
}
