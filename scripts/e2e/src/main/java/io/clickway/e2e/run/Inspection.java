package io.clickway.e2e.run;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Redis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a person would look at first when something does not drain: groups, counters, the ends of the logs. */
final class Inspection {

    private static final int LINES = 4;
    private static final List<String> TELLING = List.of(
            "forwarder_stream_lag_entries",
            "forwarder_in_flight_batches",
            "forwarder_blocked",
            "forwarder_broker_connected",
            "forwarder_lease_held",
            "forwarder_entries_read_total",
            "forwarder_entries_acknowledged_total",
            "edge_breaker_open",
            "edge_spool_bytes",
            "edge_spool_records_written_total",
            "edge_spool_records_drained_total",
            "warehouse_batches_total",
            "warehouse_events_duplicate_total",
            "warehouse_transactions_rolled_back_total");

    private final LocalSystem system;

    Inspection(LocalSystem system) {
        this.system = system;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        for (var region : system.regions()) {
            try (var redis = new Redis(system, region)) {
                lines.add("redis-" + region + " groups " + redis.call("XINFO", "GROUPS", "clickway:events")
                        + ", consumers " + redis.call("XINFO", "CONSUMERS", "clickway:events", "forwarder"));
                lines.add("redis-" + region + " ids of the oldest entries "
                        + redis.list("XRANGE", "clickway:events", "-", "+", "COUNT", "5").stream()
                                .map(entry -> String.valueOf(((List<?>) entry).getFirst()))
                                .toList());
            } catch (IOException failed) {
                lines.add("redis-" + region + ": " + failed.getMessage());
            }
        }
        for (var role : List.of("edge", "forwarder", "warehouse")) {
            for (var part : system.parts(role)) {
                lines.add(part.name() + (part.isAlive() ? "" : " (dead)") + " " + counters(part));
                logEnd(part, lines::add);
            }
        }
        return lines;
    }

    private static String counters(Part part) {
        try {
            var metrics = Metrics.of(part);
            var text = new StringBuilder();
            for (var name : TELLING) {
                if (name.startsWith(part.role() + "_")) {
                    text.append(name.substring(part.role().length() + 1))
                            .append('=')
                            .append((long) metrics.sum(name))
                            .append(' ');
                }
            }
            return text.toString();
        } catch (IOException failed) {
            return "no metrics: " + failed.getMessage();
        }
    }

    private static void logEnd(Part part, Consumer<String> to) {
        try {
            var all = Files.readString(part.log(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("CLICKWAY-EVENT "))
                    .toList();
            all.subList(Math.max(0, all.size() - LINES), all.size()).forEach(line -> to.accept("  | " + line));
        } catch (IOException failed) {
            to.accept("  | no log: " + failed.getMessage());
        }
    }
}
