package io.clickway.e2e.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickway.e2e.scenario.Need;
import io.clickway.e2e.scenario.Scenario;
import io.clickway.e2e.scenario.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables for people and a report for programs. */
final class Results {

    private static final List<String> HEAD = List.of(
            "scenario",
            "s",
            "attempted",
            "acked",
            "lost",
            "dup",
            "unexp",
            "recov",
            "dropped",
            "drain s",
            "p50 ms",
            "p99 ms",
            "p99 fault",
            "verdict");

    private Results() {}

    static String list(List<Scenario> scenarios) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("scenario", "part", "fault", "what must hold", "tier", "needs"));
        for (var scenario : scenarios) {
            rows.add(List.of(
                    scenario.name(),
                    scenario.part(),
                    scenario.fault(),
                    scenario.holds()
                            + scenario.p99()
                                    .map(limit -> "; p99 < " + limit.toMillis() + " ms")
                                    .orElse(""),
                    tier(scenario),
                    scenario.needs().stream()
                            .map(need -> need.name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .collect(Collectors.joining(","))));
        }
        return table(rows);
    }

    private static String tier(Scenario scenario) {
        if (scenario.is(Trait.LONG)) {
            return "long";
        }
        var tier = scenario.is(Trait.TIER) ? "tier, all" : "all";
        return scenario.is(Trait.GUARD) ? tier + ", guard" : tier;
    }

    static String table(List<Result> results, Duration took) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var result : results) {
            rows.add(row(result));
        }
        long good = results.stream()
                .filter(r -> r.verdict().isGood() && r.verdict() != Result.Verdict.SKIPPED)
                .count();
        long skipped = results.stream()
                .filter(r -> r.verdict() == Result.Verdict.SKIPPED)
                .count();
        return table(rows) + "\n"
                + (skipped == 0 ? "" : skipped + " skipped (" + missing(results) + "), ")
                + good + " as they must, "
                + (results.size() - good - skipped) + " not, in " + took.toMinutes() + " min " + took.toSecondsPart()
                + " s";
    }

    private static String missing(List<Result> results) {
        return results.stream()
                .filter(result -> result.verdict() == Result.Verdict.SKIPPED)
                .flatMap(result -> result.scenario().needs().stream())
                .distinct()
                .filter(need -> !need.isMet())
                .map(Need::what)
                .collect(Collectors.joining("; "));
    }

    private static List<String> row(Result result) {
        var name = result.scenario().name();
        if (result.accounting().isEmpty()) {
            return List.of(
                    name,
                    seconds(result.took()),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    result.verdict() == Result.Verdict.SKIPPED
                            ? "skipped: " + String.join("; ", result.problems())
                            : result.verdict().words());
        }
        var accounting = result.accounting().get();
        return List.of(
                name,
                seconds(result.took()),
                String.valueOf(accounting.attempted()),
                String.valueOf(accounting.acked()),
                String.valueOf(accounting.lost().size()),
                String.valueOf(accounting.duplicated().size()),
                String.valueOf(accounting.unexpected().size()),
                String.valueOf(accounting.recovered().size()),
                String.valueOf(result.dropped()),
                seconds(result.drain()),
                millis(result.latency().p50()),
                millis(result.latency().p99()),
                result.latencyInFault().count() == 0
                        ? "-"
                        : millis(result.latencyInFault().p99()),
                result.verdict().words());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1_000_000.0);
    }

    private static String table(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    var line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        line.append(row.get(i))
                                .repeat(" ", widths[i] - row.get(i).length() + 2);
                    }
                    return line.toString().stripTrailing();
                })
                .collect(Collectors.joining("\n"));
    }

    /** One object with the run and an array of scenarios; durations in seconds or milliseconds as named. */
    static void write(Path file, Options options, List<Result> results, Duration took) throws IOException {
        var json = new ObjectMapper();
        var root = json.createObjectNode();
        root.put("at", Instant.now().toString());
        root.put("seed", options.seed());
        root.put("rate", options.rate());
        root.put("seconds", took.toMillis() / 1000.0);
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("java", Runtime.version().toString());
        root.put("good", results.stream().allMatch(result -> result.verdict().isGood()));
        var scenarios = root.putArray("scenarios");
        for (var result : results) {
            write(scenarios.addObject(), result);
        }
        Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static void write(ObjectNode node, Result result) {
        node.put("scenario", result.scenario().name());
        node.put("part", result.scenario().part());
        node.put("fault", result.scenario().fault());
        node.put("verdict", result.verdict().words());
        node.put("seed", result.seed());
        node.put("seconds", result.took().toMillis() / 1000.0);
        result.accounting().ifPresent(accounting -> {
            node.put("attempted", accounting.attempted());
            node.put("acked", accounting.acked());
            node.put("stored", accounting.stored());
            node.put("lost", accounting.lost().size());
            node.put("duplicated", accounting.duplicated().size());
            node.put("unexpected", accounting.unexpected().size());
            node.put("recovered", accounting.recovered().size());
            node.put("unrecorded", accounting.unrecorded().size());
            node.put("changed", accounting.changed().size());
            node.put("contentHash", accounting.storedHash());
            node.put("unanswered", result.unanswered());
            node.put("duplicatesDropped", result.dropped());
            node.put("drainSeconds", result.drain().toMillis() / 1000.0);
            node.put("p50Millis", result.latency().p50().toNanos() / 1e6);
            node.put("p99Millis", result.latency().p99().toNanos() / 1e6);
            node.put("maxMillis", result.latency().max().toNanos() / 1e6);
            node.put("p99InFaultMillis", result.latencyInFault().p99().toNanos() / 1e6);
            node.put("answersInFault", result.latencyInFault().count());
        });
        result.problems().forEach(node.putArray("problems")::add);
        result.notes().forEach(node.putArray("notes")::add);
    }
}
