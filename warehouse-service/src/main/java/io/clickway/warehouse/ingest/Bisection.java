package io.clickway.warehouse.ingest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the rows that a store refuses: half after half, about {@code 2 log n} attempts per bad row. */
final class Bisection {

    private Bisection() {}

    /**
     * Stores every row that can be stored.
     *
     * @return the rows that can't, in their order
     */
    static <T> List<Refused<T>> storeGood(List<T> rows, Attempt<T> attempt) throws SQLException {
        var bad = new ArrayList<Refused<T>>();
        storeGood(rows, attempt, bad);
        return bad;
    }

    private static <T> void storeGood(List<T> rows, Attempt<T> attempt, List<Refused<T>> bad) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        var refusal = attempt.refusal(rows);
        if (refusal.isEmpty()) {
            return;
        }
        if (rows.size() == 1) {
            bad.add(new Refused<>(rows.getFirst(), refusal.get()));
            return;
        }
        int half = rows.size() / 2;
        storeGood(rows.subList(0, half), attempt, bad);
        storeGood(rows.subList(half, rows.size()), attempt, bad);
    }

    /** Stores all of the rows, or none and says why the data of one is bad. Other failures are exceptions. */
    @FunctionalInterface
    interface Attempt<T> {
        Optional<String> refusal(List<T> rows) throws SQLException;
    }

    record Refused<T>(T row, String reason) {}
}
