package io.clickway.e2e;

import io.clickway.id.ClickId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the generator sent against what the database holds, named after Jepsen's total-queue.
 *
 * @param lost answered, but not stored
 * @param unexpected stored, but never attempted
 * @param duplicated stored more than once
 * @param recovered stored although the answer never came: allowed
 * @param otherId answered with one click id, stored under another
 * @param stored rows in all
 */
record Accounting(
        Set<String> lost,
        Set<String> unexpected,
        Set<String> duplicated,
        Set<String> recovered,
        Set<String> otherId,
        long stored) {

    static Accounting of(ClickGenerator clicks, Connection database) throws SQLException {
        Map<String, Set<String>> rows = new HashMap<>();
        Set<String> duplicated = new TreeSet<>();
        long stored = 0;
        try (var statement = database.prepareStatement("""
                select sub1, click_id
                from clicks
                """);
                var row = statement.executeQuery()) {
            while (row.next()) {
                stored++;
                var ids = rows.computeIfAbsent(String.valueOf(row.getString(1)), _ -> new HashSet<>());
                if (!ids.isEmpty()) {
                    duplicated.add(row.getString(1));
                }
                ids.add(row.getString(2));
            }
        }
        return new Accounting(
                minus(clicks.answered.keySet(), rows.keySet()),
                minus(rows.keySet(), clicks.attempted),
                duplicated,
                minus(rows.keySet(), clicks.answered.keySet()),
                clicks.answered.entrySet().stream()
                        .filter(answer -> rows.containsKey(answer.getKey()))
                        .filter(answer -> !rows.getOrDefault(answer.getKey(), Set.of())
                                .contains(ClickId.parse(answer.getValue())
                                        .orElseThrow()
                                        .uuid()
                                        .toString()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new)),
                stored);
    }

    private static Set<String> minus(Set<String> left, Set<String> right) {
        return left.stream().filter(id -> !right.contains(id)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
        return "stored %d, lost %d, unexpected %d, duplicated %d, recovered %d, other id %d"
                .formatted(stored, lost.size(), unexpected.size(), duplicated.size(), recovered.size(), otherId.size());
    }
}
