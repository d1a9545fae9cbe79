package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.rollup.Fold;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Correctness first: no figure of a run whose books don't balance is printed. */
final class Books {

    private Books() {}

    /** Ledger, rows and what was made agree, nothing was doubled or kept aside, and the cubes count the rows. */
    static void check(Centre centre, long clicks) throws SQLException {
        checkLedger(centre);
        equal("clicks stored", clicks, centre.number("select count(*) from clicks"));
        equal("things in quarantine", 0, centre.number("select count(*) from quarantine"));
        CubesEqualRows.check(centre);
    }

    static void checkLedger(Centre centre) throws SQLException {
        var differences = new LedgerAudit(centre.dataSource()).differences();
        if (!differences.isEmpty()) {
            throw new IllegalStateException("the ledger differs from the rows: " + differences);
        }
    }

    /** Until nothing waits any more. */
    static void foldAll(Centre centre) throws Exception {
        var fold = new Fold(centre.dataSource());
        while (centre.number("select count(*) from rollup_deltas") > 0) {
            // A warehouse that runs folds, too: whoever comes second waits for the other.
            if (fold.run().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    /** As it is some minutes later: deltas folded, statistics made, maps of what is visible. */
    static void settle(RunningSystem system) throws Exception {
        foldAll(system.centre());
        try (var connection = system.admin().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    static void equal(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("%s: %,d instead of %,d".formatted(what, found, expected));
        }
    }
}
