package io.clickway.e2e.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of one process at one moment.
 *
 * @param values by name with tags, as Prometheus writes them
 */
public record Metrics(Part part, Map<String, Double> values) {

    private static final int TIMEOUT_MILLIS = 15_000;

    /** @throws IOException when the process doesn't answer */
    public static Metrics of(Part part) throws IOException {
        var connection = URI.create("http://" + part.address() + ":" + part.managementPort() + "/q/metrics")
                .toURL()
                .openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        var values = new TreeMap<String, Double>();
        try (InputStream body = connection.getInputStream()) {
            new String(body.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int space = line.lastIndexOf(' ');
                        if (space > 0) {
                            values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                        }
                    });
        }
        return new Metrics(part, values);
    }

    /** Sum over all tags; 0 when there is none of that name. */
    public double sum(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Sum over what carries this tag, written {@code kind="click"}. */
    public double sum(String name, String tag) {
        return values.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(name + "{") && entry.getKey().contains(tag))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
