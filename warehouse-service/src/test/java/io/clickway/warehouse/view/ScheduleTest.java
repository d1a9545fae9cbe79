package io.clickway.warehouse.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Schedule schedule =
            new Schedule(Duration.ofMinutes(10), Map.of(WideView.VISITORS, Duration.ofMinutes(30)));

    @Test
    void refreshesAViewThatNeverWasBeforeAllOthers() {
        var states = List.of(state(WideView.TOP_LINKS, ago(60)), state(WideView.PLACEMENTS, null));

        assertThat(schedule.due(states)).contains(WideView.PLACEMENTS);
    }

    @Test
    void refreshesWhatIsLongestOverdue() {
        var states = List.of(state(WideView.TOP_LINKS, ago(11)), state(WideView.PLACEMENTS, ago(12)));

        assertThat(schedule.due(states)).contains(WideView.PLACEMENTS);
    }

    @Test
    void letsEachViewHaveItsInterval() {
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, ago(9))))).isEmpty();
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, ago(10))))).contains(WideView.TOP_LINKS);
        assertThat(schedule.due(List.of(state(WideView.VISITORS, ago(29))))).isEmpty();
        assertThat(schedule.due(List.of(state(WideView.VISITORS, ago(30))))).contains(WideView.VISITORS);
        assertThat(schedule.due(List.of(state(WideView.COUNTRY_DEVICE_HOURS, ago(59)))))
                .isEmpty();
        assertThat(schedule.due(List.of(state(WideView.COUNTRY_DEVICE_HOURS, ago(60)))))
                .contains(WideView.COUNTRY_DEVICE_HOURS);
    }

    @Test
    void letsASlowViewRestSoThatItKeepsATwentiethOfACoreBusyAtMost() {
        var slow = Duration.ofMinutes(2);

        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, ago(37), slow, null, false))))
                .isEmpty();
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, ago(38), slow, null, false))))
                .contains(WideView.TOP_LINKS);
    }

    @Test
    void triesAgainInItsTurnAfterAFailure() {
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, ago(60), Duration.ZERO, ago(9), false))))
                .isEmpty();
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, null, Duration.ZERO, ago(9), false))))
                .isEmpty();
        assertThat(schedule.due(List.of(state(WideView.TOP_LINKS, null, Duration.ZERO, ago(10), false))))
                .contains(WideView.TOP_LINKS);
    }

    @Test
    void refreshesFirstWhatSomebodyAskedFor() {
        var states = List.of(
                state(WideView.TOP_LINKS, null), state(WideView.VISITORS, ago(1), Duration.ofHours(1), null, true));

        assertThat(schedule.due(states)).contains(WideView.VISITORS);
    }

    private static Instant ago(int minutes) {
        return NOW.minus(Duration.ofMinutes(minutes));
    }

    private static ViewState state(WideView view, @Nullable Instant refreshedAt) {
        return state(view, refreshedAt, Duration.ZERO, null, false);
    }

    private static ViewState state(
            WideView view, @Nullable Instant refreshedAt, Duration took, @Nullable Instant failedAt, boolean isAsked) {
        return new ViewState(
                view,
                NOW,
                Optional.ofNullable(refreshedAt),
                Optional.ofNullable(refreshedAt),
                took,
                0,
                0,
                Optional.ofNullable(failedAt),
                Optional.ofNullable(failedAt).map(_ -> "SQLSTATE 57014"),
                isAsked ? Optional.of(NOW) : Optional.empty());
    }
}
