package io.clickway.edge.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.edge.source.Commit;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;

/** Reads the events of a commit with their seqs. */
final class Events {

    @FunctionalInterface
    interface Reader {
        void event(long seq, Event event);
    }

    private Events() {}

    static ClickId idOf(Event event) {
        return new ClickId(event.getIdHigh(), event.getIdLow());
    }

    static void of(Commit commit, Reader reader) {
        try {
            EventFrame.split(
                    commit.frame(),
                    commit.count(),
                    (index, offset, size) ->
                            reader.event(commit.firstSeq() + index, parse(commit.frame(), offset, size)));
        } catch (EventFrameException damaged) {
            throw new AssertionError(commit.toString(), damaged);
        }
    }

    private static Event parse(byte[] frame, int offset, int size) {
        try {
            return Event.parser().parseFrom(frame, offset, size);
        } catch (InvalidProtocolBufferException damaged) {
            throw new AssertionError("an event can't be read", damaged);
        }
    }
}
