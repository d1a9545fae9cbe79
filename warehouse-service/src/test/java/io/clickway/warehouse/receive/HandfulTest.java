package io.clickway.warehouse.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.datapath.Centre;
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
    void refusesBoundsThatLetNothingThrough() {
        assertThatThrownBy(() -> new Handful.Bounds(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private Handful filled(Handful.Bounds bounds, int batches) {
        var handful = new Handful(bounds, 0);
        for (int tag = 1; tag <= batches; tag++) {
            handful.add(tag, Centre.unpacker().unpack(source.batch().message()));
        }
        return handful;
    }
}
