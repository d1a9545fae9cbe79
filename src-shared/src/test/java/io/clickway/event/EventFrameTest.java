package io.clickway.event;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFrameTest {

    private final List<Event> events = List.of(
            aClick().from("DE").event(new ClickId(1, 2)),
            aClick().from("US").sub1("x").event(new ClickId(3, 4)));

    @Test
    void givesBackWhatWasPutIn() throws Exception {
        assertThat(read(EventFrame.encode(events), 2)).isEqualTo(events);
    }

    @Test
    void startsWithItsVersionAndRefusesAnother() {
        var frame = EventFrame.encode(events);
        assertThat(frame[0]).isEqualTo((byte) 1);
        frame[0] = 9;

        assertThatThrownBy(() -> read(frame, 2))
                .isInstanceOf(EventFrameException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void everyCutIsNoticed() {
        var frame = EventFrame.encode(events);
        for (int length = 0; length < frame.length; length++) {
            var cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> read(cut, 2)).as("cut to %d", length).isInstanceOf(EventFrameException.class);
        }
    }

    @Test
    void aCountThatDiffersFromTheRangeIsNoticed() {
        var frame = EventFrame.encode(events);

        assertThatThrownBy(() -> read(frame, 1)).isInstanceOf(EventFrameException.class);
        assertThatThrownBy(() -> read(frame, 3)).isInstanceOf(EventFrameException.class);
    }

    @Test
    void unknownFieldsSurvive() throws Exception {
        var later = Event.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                77,
                                UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                        .build())
                .build();

        var back = read(EventFrame.encode(List.of(later)), 1).getFirst();

        assertThat(back.toByteArray()).isEqualTo(later.toByteArray());
    }

    private static List<Event> read(byte[] frame, int expected) throws EventFrameException {
        var read = new ArrayList<Event>();
        EventFrame.split(frame, expected, (_, offset, size) -> {
            try {
                read.add(Event.parseFrom(CodedInputStream.newInstance(frame, offset, size)));
            } catch (IOException bad) {
                throw new AssertionError(bad);
            }
        });
        return read;
    }
}
