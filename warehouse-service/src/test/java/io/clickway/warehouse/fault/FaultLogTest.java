package io.clickway.warehouse.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLogTest {

    private final HandClock clock = new HandClock();
    private final HeldTable table = new HeldTable();
    private final FaultLog log = new FaultLog(table, clock);

    @Test
    void writesWhatWasNotedAndWhatHealed() throws Exception {
        log.began("eu", "broker", "broker-lost", "gone");
        log.healed("eu", "broker-lost");
        log.flush();

        assertThat(table.written).hasSize(2);
        assertThat(table.written.getFirst()).isInstanceOf(FaultChange.Happened.class);
        assertThat(table.written.getLast()).isInstanceOf(FaultChange.Healed.class);
    }

    @Test
    void writesOneRowOfAKindInTenSecondsAndSaysHowManyWereLeftOut() throws Exception {
        for (int i = 0; i < 5; i++) {
            log.note("eu", "warehouse", "duplicates-dropped", "again");
        }
        log.note("us", "warehouse", "duplicates-dropped", "again");
        clock.now = clock.now.plus(Duration.ofSeconds(11));
        log.note("eu", "warehouse", "duplicates-dropped", "again");
        log.flush();

        assertThat(table.written)
                .extracting(change -> ((FaultChange.Happened) change).fault().detail())
                .containsExactly("again", "again", "again (and 4 more before)");
    }

    @Test
    void whatCannotBeWrittenWaitsWithinBounds() throws Exception {
        table.isAway = true;
        for (int i = 0; i < FaultLog.CAPACITY + 50; i++) {
            clock.now = clock.now.plus(FaultLog.WINDOW).plusSeconds(1);
            log.note("eu", "warehouse", "duplicates-dropped", "number " + i);
        }
        assertThatThrownBy(log::flush).isInstanceOf(SQLException.class);
        table.isAway = false;
        log.flush();

        assertThat(table.written).hasSize(FaultLog.CAPACITY);
        assertThat(((FaultChange.Happened) table.written.getLast()).fault().detail())
                .endsWith("number " + (FaultLog.CAPACITY + 49));
    }

    private static final class HeldTable implements FaultTable {

        private final List<FaultChange> written = new ArrayList<>();
        private boolean isAway;

        @Override
        public void write(List<FaultChange> changes) throws SQLException {
            if (isAway) {
                throw new SQLException("away", "08006");
            }
            written.addAll(changes);
        }
    }

    private static final class HandClock extends Clock {

        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
