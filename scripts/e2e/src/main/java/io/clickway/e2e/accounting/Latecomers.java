package io.clickway.e2e.accounting;

import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.load.Visit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Clicks that earlier scenarios on the same system attempted, got no answer for and did not find stored. One may still
 * come: what a killed edge had handed to its kernel is sent when the network is mended, minutes later. It is allowed, once.
 */
public final class Latecomers {

    private final Set<String> awaited = new HashSet<>();

    /** Takes note of what the scenario leaves open. */
    public void add(ClickGenerator clicks, Accounting accounting) {
        clicks.attempted().keySet().stream()
                .filter(number -> !clicks.answered().containsKey(number))
                .map(number -> new Visit(clicks.run(), number).sub1())
                .filter(sub1 -> !accounting.recovered().contains(sub1)
                        && !accounting.unrecorded().contains(sub1))
                .forEach(awaited::add);
    }

    /** Those that have come since; each is told once. A row too many is left to be found as a stranger. */
    public Set<String> arrived(Connection database) throws SQLException {
        if (awaited.isEmpty()) {
            return Set.of();
        }
        Map<String, Integer> rows = new HashMap<>();
        try (var statement = database.prepareStatement("select sub1 from clicks_whole where sub1 = any (?)")) {
            statement.setArray(1, database.createArrayOf("text", awaited.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    rows.merge(row.getString(1), 1, Integer::sum);
                }
            }
        }
        awaited.removeAll(rows.keySet());
        return Set.copyOf(rows.keySet());
    }
}
