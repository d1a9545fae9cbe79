package io.clickway.warehouse.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the books are kept small and checked. */
@ConfigMapping(prefix = "warehouse.ledger")
public interface LedgerSettings {

    /** A source that is over, complete and unheard for this long moves to {@code ledger_closed}. */
    @WithDefault("7d")
    Duration foldAfter();

    @WithDefault("10m")
    Duration foldEvery();

    /** What was booked lately is compared with the rows this often. */
    @WithDefault("5m")
    Duration auditEvery();

    /** How far back that looks; at least as much as auditEvery leaves nothing out. */
    @WithDefault("6m")
    Duration auditWindow();
}
