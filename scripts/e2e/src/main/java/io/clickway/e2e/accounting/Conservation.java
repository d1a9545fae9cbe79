package io.clickway.e2e.accounting;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Metrics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What each hop says it took and gave, compared over the time of a scenario. A hop takes part when each of its processes
 * lived through: counters die with their process.
 */
public final class Conservation {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 200_000_000;

    private record Counts(Map<Long, Metrics> byPid) {

        static Counts of(LocalSystem system, String role) {
            var counts = new TreeMap<Long, Metrics>();
            for (var part : system.parts(role)) {
                if (part.isAlive()) {
                    try {
                        counts.put(part.pid(), Metrics.of(part));
                    } catch (IOException _) {
                        // Without numbers the hop takes no part.
                    }
                }
            }
            return new Counts(counts);
        }

        boolean livedThrough(Counts before) {
            return !byPid.isEmpty() && byPid.keySet().equals(before.byPid.keySet());
        }

        double grown(Counts before, String name) {
            return sum(name) - before.sum(name);
        }

        double sum(String name) {
            return byPid.values().stream()
                    .mapToDouble(metrics -> metrics.sum(name))
                    .sum();
        }
    }

    private final LocalSystem system;
    private final Books books;
    private final Counts edges;
    private final Counts forwarders;
    private final Counts warehouses;

    private Conservation(LocalSystem system, Books books) {
        this.system = system;
        this.books = books;
        this.edges = Counts.of(system, "edge");
        this.forwarders = Counts.of(system, "forwarder");
        this.warehouses = Counts.of(system, "warehouse");
    }

    public static Conservation since(LocalSystem system) throws SQLException {
        try (var database = system.database()) {
            return new Conservation(system, Books.of(database));
        }
    }

    public Books books() {
        return books;
    }

    /** Pids of a role's parts then. */
    public List<Long> pids(String role) {
        return (switch (role) {
                    case "edge" -> edges;
                    case "forwarder" -> forwarders;
                    default -> warehouses;
                })
                .byPid.keySet().stream().toList();
    }

    /**
     * What doesn't add up.
     *
     * @param now the books after all is drained
     * @param sealed clicks that the edges could only seal
     * @param late rows of clicks that an edge of before had accepted
     */
    public List<String> faults(Books now, long sealed, long late) throws SQLException {
        var faults = new ArrayList<String>();
        var edgesNow = Counts.of(system, "edge");
        var forwardersNow = Counts.of(system, "forwarder");
        var warehousesNow = Counts.of(system, "warehouse");
        long rows = now.rows() - books.rows();
        long quarantined = now.quarantined() - books.quarantined();
        if (rows != now.storedClicks() - books.storedClicks()) {
            faults.add("the ledger counts " + (now.storedClicks() - books.storedClicks()) + " new clicks, the table "
                    + rows);
        }
        if (edgesNow.livedThrough(edges)) {
            long accepted = Math.round(edgesNow.grown(edges, "edge_clicks_accepted_total"));
            if (accepted != rows - late + quarantined + sealed) {
                faults.add("the edges accepted " + accepted + " clicks, of which " + (rows - late) + " are stored, "
                        + quarantined + " in quarantine, " + sealed + " on sealed lines");
            }
            long unrecorded = Math.round(edgesNow.grown(edges, "edge_clicks_unrecorded_total"));
            if (unrecorded != sealed) {
                faults.add("the edges count " + unrecorded + " unrecorded clicks, their logs hold " + sealed);
            }
        }
        if (warehousesNow.livedThrough(warehouses)) {
            long stored = Math.round(warehousesNow.byPid.values().stream()
                            .mapToDouble(metrics -> metrics.sum("warehouse_events_stored_total", "kind=\"click\""))
                            .sum()
                    - warehouses.byPid.values().stream()
                            .mapToDouble(metrics -> metrics.sum("warehouse_events_stored_total", "kind=\"click\""))
                            .sum());
            // A commit whose answer was lost counts for nobody: what it stored comes again and is dropped as a
            // duplicate.
            long dropped = now.duplicates() - books.duplicates();
            if (stored > rows || rows - stored > dropped) {
                faults.add("the warehouse counts " + stored + " stored clicks, the table has " + rows + " more");
            }
        }
        if (forwardersNow.livedThrough(forwarders)) {
            long confirmed = Math.round(forwardersNow.grown(forwarders, "forwarder_events_confirmed_total"));
            long reached = faults.isEmpty() ? awaitReached(confirmed) : confirmed;
            if (confirmed > reached) {
                faults.add("the forwarders had " + confirmed + " events confirmed, the centre got only " + reached);
            }
        }
        return faults;
    }

    /** Watermarks go on each second, so a few of what was confirmed may still be on its way: what reached the centre in the end. */
    private long awaitReached(long confirmed) throws SQLException {
        long until = System.nanoTime() + ARRIVAL.toNanos();
        try (var database = system.database()) {
            while (true) {
                var now = Books.of(database);
                long reached = now.received() - books.received() + now.duplicates() - books.duplicates();
                if (reached >= confirmed || System.nanoTime() > until) {
                    return reached;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
