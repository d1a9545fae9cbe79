package io.clickway.warehouse.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * @param now of the database, whose clock set the other moments
 * @param snapshotAt what was counted until then is in the view; empty before the first refresh
 * @param failure what Postgres said; empty when the last refresh succeeded
 * @param askedAt since when somebody waits for a refresh out of turn
 */
record ViewState(
        WideView view,
        Instant now,
        Optional<Instant> refreshedAt,
        Optional<Instant> snapshotAt,
        Duration took,
        long rows,
        long bytes,
        Optional<Instant> failedAt,
        Optional<String> failure,
        Optional<Instant> askedAt) {}
