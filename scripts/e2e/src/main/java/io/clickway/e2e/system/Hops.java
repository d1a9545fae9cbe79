package io.clickway.e2e.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies at each hop on the way of a click, upstream first; each answer is of its own moment. */
public final class Hops {

    private final LocalSystem system;

    public Hops(LocalSystem system) {
        this.system = system;
    }

    /** Bytes of segments in the spools of all edges, by data folder; an edge that is gone may still have one. */
    public Map<String, Long> spools() throws IOException {
        var spools = new TreeMap<String, Long>();
        try (Stream<Path> folders = Files.list(system.home().resolve("data"))) {
            for (var folder : folders.filter(
                            path -> path.getFileName().toString().startsWith("edge-"))
                    .toList()) {
                spools.put(folder.getFileName().toString(), bytesOf(folder.resolve("spool")));
            }
        }
        for (var edge : system.parts("edge")) {
            if (edge.isAlive()) {
                // The living edge knows what of its newest segment is drained already.
                spools.put(edge.name(), (long) Metrics.of(edge).sum("edge_spool_bytes"));
            }
        }
        return spools;
    }

    private static long bytesOf(Path spool) throws IOException {
        if (!Files.isDirectory(spool)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(spool)) {
            long bytes = 0;
            for (var file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    /** Entries in each region's stream. */
    public Map<String, Long> streams() throws IOException {
        var streams = new TreeMap<String, Long>();
        for (var region : system.regions()) {
            try (var redis = new Redis(system, region)) {
                streams.put("stream " + region, redis.number("XLEN", "clickway:events"));
            }
        }
        return streams;
    }

    /** Entries that were read and not acknowledged. */
    public Map<String, Long> pending() throws IOException {
        var pending = new TreeMap<String, Long>();
        for (var region : system.regions()) {
            try (var redis = new Redis(system, region)) {
                var summary = redis.list("XPENDING", "clickway:events", "forwarder");
                pending.put("pending " + region, (long) summary.getFirst());
            }
        }
        return pending;
    }

    /** Messages in each region's buffer for the centre. */
    public Map<String, Long> buffers() {
        var buffers = new TreeMap<String, Long>();
        for (var region : system.regions()) {
            new Broker(system, region)
                    .messages()
                    .forEach((queue, messages) -> buffers.put("buffer " + region + ": " + queue, messages));
        }
        return buffers;
    }

    /** Messages in the centre's queues of clicks, of what found no queue, and of dead letters. */
    public Map<String, Long> centre() {
        var queues = new TreeMap<>(new Broker(system, "centre").messages());
        queues.keySet().removeIf(queue -> queue.startsWith("config."));
        return queues;
    }

    /** What the ledger knows to be on its way or gone, by region. */
    public Map<String, Long> ledger() throws SQLException {
        var open = new TreeMap<String, Long>();
        try (var database = system.database();
                var statement = database.prepareStatement("""
                        select region, sum(missing), sum(in_flight)
                        from edge_ledger
                        group by region
                        """);
                var row = statement.executeQuery()) {
            while (row.next()) {
                open.put("missing " + row.getString(1), row.getLong(2));
                open.put("in flight " + row.getString(1), row.getLong(3));
            }
        }
        return open;
    }

    /** The first hop, as text, that isn't empty; asked in order, so nothing slips by downstream. */
    public static Optional<String> notEmpty(Map<String, Long> hop) {
        return hop.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .findFirst();
    }

    /** All hops at once, for a failure; what can't be asked says so. */
    public List<String> describe() {
        return Stream.of(
                        say(this::spools),
                        say(this::streams),
                        say(this::pending),
                        say(this::buffers),
                        say(this::centre),
                        say(this::ledger))
                .toList();
    }

    private static String say(Asking asking) {
        try {
            return String.valueOf(asking.ask());
        } catch (IOException | SQLException | RuntimeException failed) {
            return "not to be asked: " + failed.getMessage();
        }
    }

    @FunctionalInterface
    private interface Asking {
        Map<String, Long> ask() throws IOException, SQLException;
    }
}
