package io.clickway.warehouse.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which view is refreshed next. */
final class Schedule {

    /** A view rests this many times as long as its refresh took, so that it keeps at most a twentieth of a core busy. */
    private static final int REST = 19;

    private final Duration refreshEvery;
    private final Map<WideView, Duration> every;

    Schedule(Duration refreshEvery, Map<WideView, Duration> every) {
        this.refreshEvery = refreshEvery;
        this.every = Map.copyOf(every);
    }

    Duration every(WideView view) {
        return every.getOrDefault(view, refreshEvery.multipliedBy(view.pace()));
    }

    /** The past when it never was refreshed, or somebody asked. After a failure it is tried again in its turn. */
    Instant next(ViewState state) {
        if (state.askedAt().isPresent()) {
            return Instant.EPOCH;
        }
        var last = Comparator.<Instant>naturalOrder();
        return state.refreshedAt()
                .map(at -> state.failedAt()
                        .filter(failed -> last.compare(failed, at) > 0)
                        .orElse(at))
                .or(state::failedAt)
                .map(at -> at.plus(longer(every(state.view()), state.took().multipliedBy(REST))))
                .orElse(Instant.EPOCH.plusSeconds(1));
    }

    Optional<WideView> due(List<ViewState> states) {
        return states.stream()
                .filter(state -> !next(state).isAfter(state.now()))
                .min(Comparator.comparing(this::next))
                .map(ViewState::view);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
