package io.clickway.e2e;

import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares {@code docs/metrics.md}, on which rules and dashboards rest, with what a process exposes. */
final class ListedMetrics {

    private static final Map<String, String> SECTIONS =
            Map.of("edge", "edge-function", "forwarder", "forwarder", "warehouse", "warehouse-service");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| ([a-z]+) \\|[^|]*\\| (.*) \\|");
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum", "_max");

    private ListedMetrics() {}

    /** What differs, one line each; nothing for a part without metrics of its own. */
    static List<String> differences(Part part) throws IOException {
        var section = SECTIONS.get(part.role());
        if (section == null) {
            return List.of();
        }
        var exposed = Metrics.of(part).values().keySet().stream()
                .filter(series -> series.startsWith(part.role() + "_"))
                .map(series -> series.replaceFirst("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        var allowed = new TreeSet<String>();
        var differences = new ArrayList<String>();
        for (var line : lines(section)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                var names = names(row.group(1), row.group(2));
                allowed.addAll(names);
                if (!row.group(3).startsWith("later: ") && names.stream().noneMatch(exposed::contains)) {
                    differences.add(part.name() + " does not expose " + row.group(1));
                }
            }
        }
        exposed.stream()
                .filter(name -> !allowed.contains(name))
                .forEach(name -> differences.add(part.name() + " exposes " + name + ", which is not listed"));
        return differences;
    }

    private static Set<String> names(String name, String type) {
        var names = new TreeSet<>(Set.of(name));
        if (type.equals("histogram") || type.equals("summary")) {
            PARTS.forEach(part -> names.add(name + part));
        }
        return names;
    }

    private static List<String> lines(String section) throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("clickway.root", "."), "docs", "metrics.md")).stream()
                .dropWhile(line -> !line.equals("## " + section))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }
}
