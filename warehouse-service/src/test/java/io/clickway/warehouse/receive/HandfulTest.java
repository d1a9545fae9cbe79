package io.clickway.warehouse.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandfulTest {

    private final TestSource source = new TestSource("eu", new Random(3), Instant.now()).clicks(9);

    @Test
    void isFullByTheNumberOfBatches() {
        assertThat(filled(new Handful.Bounds(2, 1_000, 1_000_000, 1_000), 1).isFull(0))
                .isFalse();
        assertThat(filled(new Handful.Bounds(2, 1_000, 1_000_000, 1_000), 2).isFull(0))
                .isTrue();
    }

    @Test
    void isFullByEventsMemoryOrTime() {
        assertThat(filled(new Handful.Bounds(9, 10, 1_000_000, 1_000), 1).isFull(0))
                .isTrue();
        assertThat(filled(new Handful.Bounds(9, 1_000, 1_000, 1_000), 1).isFull(0))
                .isTrue();
        assertThat(filled(new Handful.Bounds(9, 1_000, 1_000_000, 1_000), 1).isFull(1_000))
                .isTrue();
        assertThat(filled(new Handful.Bounds(9, 1_000, 1_000_000, 1_000), 1).isFull(999))
                .isFalse();
    }

    @Test
    void isAckedByItsLastTag() {
        assertThat(filled(new Handful.Bounds(9, 1_000, 1_000_000, 1_000), 3).lastTag())
                .isEqualTo(3);
    }

    @Test
    void takesNoMessageThatWouldGoBeyondItsBoundsButTheFirst() {
        var large = delivered(1, source.batch());
        var tight = new Handful(new Handful.Bounds(9, 1, 1, 1_000), 0);
        assertThat(tight.takes(large)).isTrue();
        tight.add(large);
        assertThat(tight.takes(large)).isFalse();
        assertThat(filled(new Handful.Bounds(9, 19, 1_000_000, 1_000), 1).takes(large))
                .as("ten events and ten more")
                .isFalse();
        assertThat(filled(new Handful.Bounds(9, 20, 1_000_000, 1_000), 1).takes(large))
                .isTrue();
    }

    @Test
    void refusesBoundsThatLetNothingThrough() {
        assertThatThrownBy(() -> new Handful.Bounds(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Delivered delivered(long tag, TestBatch batch) {
        return new Delivered(tag, batch.message());
    }

    private Handful filled(Handful.Bounds bounds, int batches) {
        var handful = new Handful(bounds, 0);
        for (int tag = 1; tag <= batches; tag++) {
            handful.add(delivered(tag, source.batch()));
        }
        return handful;
    }
}
