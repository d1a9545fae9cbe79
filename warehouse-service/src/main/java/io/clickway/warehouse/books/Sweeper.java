package io.clickway.warehouse.books;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** Does the same to many things in quarantine, one transaction each, within bounds of number and time. */
@ApplicationScoped
class Sweeper {

    private static final Duration AT_MOST = Duration.ofSeconds(8);
    private static final int TROUBLES = 20;

    private final QuarantineShelf shelf;

    Sweeper(QuarantineShelf shelf) {
        this.shelf = shelf;
    }

    Swept sweep(QuarantineFilter filter, long after, int limit, Step step) throws SQLException {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        var troubles = new ArrayList<Settlement>();
        int tried = 0;
        int settled = 0;
        long events = 0;
        long last = after;
        for (long id : shelf.ids(filter, after, limit)) {
            if (System.nanoTime() > deadline) {
                break;
            }
            last = id;
            var settlement = step.settle(id);
            if (settlement.isEmpty()) {
                // Somebody else settled it meanwhile.
                continue;
            }
            tried++;
            events += settlement.get().events();
            if (settlement.get().why() == null) {
                settled++;
            } else if (troubles.size() < TROUBLES) {
                troubles.add(settlement.get());
            }
        }
        return new Swept(tried, settled, tried - settled, events, last, shelf.countAfter(filter, last), troubles);
    }

    @FunctionalInterface
    interface Step {
        Optional<Settlement> settle(long id) throws SQLException;
    }
}
