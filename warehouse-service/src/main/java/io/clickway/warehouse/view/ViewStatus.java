package io.clickway.warehouse.view;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a view stands.
 *
 * @param relation what analysts read
 * @param refreshedAt when the last refresh that succeeded ended; null before the first
 * @param snapshotAt what was counted until then is in the view
 * @param nextAt when it is refreshed again at the earliest
 * @param failedAt when the last refresh failed; null when it succeeded
 * @param failure what Postgres said
 * @param isAsked whether a refresh out of turn is waiting
 */
public record ViewStatus(
        String name,
        String relation,
        @Nullable Instant refreshedAt,
        @Nullable Instant snapshotAt,
        @Nullable Double ageSeconds,
        double tookSeconds,
        double everySeconds,
        Instant nextAt,
        long rows,
        long bytes,
        @Nullable Instant failedAt,
        @Nullable String failure,
        boolean isAsked) {

    static ViewStatus of(ViewState state, Schedule schedule) {
        var next = schedule.next(state);
        return new ViewStatus(
                state.view().text(),
                "reporting." + state.view().text(),
                state.refreshedAt().orElse(null),
                state.snapshotAt().orElse(null),
                state.snapshotAt()
                        .map(at -> seconds(Duration.between(at, state.now())))
                        .orElse(null),
                seconds(state.took()),
                seconds(schedule.every(state.view())),
                next.isBefore(state.now()) ? state.now() : next,
                state.rows(),
                state.bytes(),
                state.failedAt().orElse(null),
                state.failure().orElse(null),
                state.askedAt().isPresent());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
