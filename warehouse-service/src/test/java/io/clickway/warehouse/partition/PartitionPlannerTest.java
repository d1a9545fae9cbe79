package io.clickway.warehouse.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionPlannerTest {

    private final Clock justBeforeMidnight = Clock.fixed(Instant.parse("2026-12-31T23:59:59.999Z"), ZoneOffset.UTC);

    @Test
    void plansFromYesterdayToAWeekAhead() {
        assertThat(new PartitionPlanner(7, justBeforeMidnight).due())
                .hasSize(9)
                .startsWith(LocalDate.of(2026, 12, 30))
                .endsWith(LocalDate.of(2027, 1, 7));
    }

    @Test
    void asksOnlyForDaysThatAreNotThere() {
        var day = LocalDate.of(2026, 12, 31);

        assertThat(PartitionPlanner.lacking(List.of(day, day.plusDays(1)), List.of(day)))
                .containsExactly(day.plusDays(1));
    }

    @Test
    void refusesToPlanNothing() {
        assertThatThrownBy(() -> new PartitionPlanner(0, justBeforeMidnight))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
