package io.clickway.warehouse.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.store.StoredTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class KeepingTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void aDayIsOverOnceItsLastMomentIs() {
        var keeping = keeping(Duration.ofDays(10), Duration.ofDays(2));

        assertThat(keeping.isOver(StoredTable.CLICKS, LocalDate.of(2026, 11, 12)))
                .isTrue();
        assertThat(keeping.isOver(StoredTable.CLICKS, LocalDate.of(2026, 11, 13)))
                .isFalse();
        assertThat(keeping.isOver(StoredTable.CLIENT_ADDRESSES, LocalDate.of(2026, 11, 13)))
                .isFalse();
        assertThat(keeping.isOver(StoredTable.WATERMARKS, LocalDate.of(2026, 11, 20)))
                .isTrue();
        assertThat(keeping.isOver(StoredTable.WATERMARKS, LocalDate.of(2026, 11, 21)))
                .isFalse();
    }

    @Test
    void aMonthIsOverOnceItsLastDayIs() {
        var keeping = keeping(Duration.ofDays(10), Duration.ofDays(10));

        assertThat(keeping.isOver(YearMonth.of(2026, 9), false)).isTrue();
        assertThat(keeping.isOver(YearMonth.of(2026, 10), false)).isFalse();
        assertThat(keeping.isOver(YearMonth.of(2026, 8), true)).isFalse();
        assertThat(keeping.isOver(YearMonth.of(2026, 7), true)).isTrue();
    }

    @Test
    void addressesAreNeverKeptApart() {
        var keeping = keeping(Duration.ofDays(10), Duration.ofDays(10));

        assertThat(keeping.keepsDetached(StoredTable.CLICKS)).isTrue();
        assertThat(keeping.keepsDetached(StoredTable.CLIENT_ADDRESSES)).isFalse();
    }

    @Test
    void refusesLessThanADayByName() {
        assertThatThrownBy(() -> keeping(Duration.ofHours(23), Duration.ofDays(2)))
                .hasMessageContaining("warehouse.partition.retention");
        assertThatThrownBy(() -> keeping(Duration.ofDays(2), Duration.ofHours(23)))
                .hasMessageContaining("warehouse.partition.watermark-retention");
    }

    @Test
    void neitherTodayNorYesterdayMovesAndHoursMayPassMidnight() {
        assertThatThrownBy(() -> rule(Duration.ofHours(47), 1, 5)).hasMessageContaining("slow-after");
        assertThatThrownBy(() -> new SlowStorage.Rule("Slow; drop", Duration.ofDays(9), 1, 5, NOON))
                .hasMessageContaining("slow-tablespace");
        assertThat(rule(Duration.ofDays(2), 1, 5).before()).isEqualTo(LocalDate.of(2026, 11, 21));
        assertThat(rule(Duration.ofDays(2), 1, 5).isQuiet()).isFalse();
        assertThat(rule(Duration.ofDays(2), 12, 13).isQuiet()).isTrue();
        assertThat(rule(Duration.ofDays(2), 22, 12).isQuiet()).isFalse();
        assertThat(rule(Duration.ofDays(2), 11, 3).isQuiet()).isTrue();
        assertThat(rule(Duration.ofDays(2), 7, 7).isQuiet()).isTrue();
    }

    private static SlowStorage.Rule rule(Duration after, int from, int to) {
        return new SlowStorage.Rule("slow", after, from, to, NOON);
    }

    private static Keeping keeping(Duration clicks, Duration watermarks) {
        return new Keeping(clicks, watermarks, Duration.ofDays(50), Duration.ofDays(100), OnExpiry.KEEP, NOON);
    }
}
