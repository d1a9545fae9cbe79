package io.clickway.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.clickway.event.proto.Event;
import java.io.IOException;
import java.util.List;

/**
 * The bytes that carry events through stream, spool and batch: a version byte, then each event with its length before it as
 * a varint. Frames of one version are joined by joining what stands behind their version bytes.
 */
public final class EventFrame {

    /** The version this build writes; the first byte of each frame. */
    public static final byte VERSION = 1;

    /** An event is never longer; a frame that says so is damaged. */
    public static final int MAX_EVENT_BYTES = 64 * 1024;

    private EventFrame() {}

    public static byte[] encode(List<Event> events) {
        return join(events.stream().map(Event::toByteArray).toList());
    }

    /** The frame of events that are serialized already. */
    public static byte[] join(List<byte[]> events) {
        int size = 1;
        for (var event : events) {
            size += sizeOf(event);
        }
        var frame = new byte[size];
        frame[0] = VERSION;
        int at = 1;
        for (var event : events) {
            for (int rest = event.length; ; rest >>>= 7) {
                frame[at++] = (byte) (rest < 0x80 ? rest : rest & 0x7f | 0x80);
                if (rest < 0x80) {
                    break;
                }
            }
            System.arraycopy(event, 0, frame, at, event.length);
            at += event.length;
        }
        return frame;
    }

    /** Bytes of a serialized event within a frame, its length prefix included. */
    public static int sizeOf(byte[] event) {
        return CodedOutputStream.computeUInt32SizeNoTag(event.length) + event.length;
    }

    /**
     * Hands the bytes of each event to {@code reader}, in order, so that one damaged event doesn't take its neighbours along.
     *
     * @throws EventFrameException if version, a length or the number of events is off; what came before was handed out
     */
    public static void split(byte[] frame, int expected, EventReader reader) throws EventFrameException {
        split(frame, expected, MAX_EVENT_BYTES, reader);
    }

    /** The same, where an event may be as long as {@code maxEventBytes}: for a reader that sets a longer one aside by itself. */
    public static void split(byte[] frame, int expected, int maxEventBytes, EventReader reader)
            throws EventFrameException {
        if (frame.length == 0) {
            throw new EventFrameException("an empty frame");
        }
        if (frame[0] != VERSION) {
            throw new EventFrameException("version " + (frame[0] & 0xff) + " of a frame is not known, only " + VERSION);
        }
        var in = CodedInputStream.newInstance(frame, 1, frame.length - 1);
        int index = 0;
        try {
            while (!in.isAtEnd()) {
                int size = in.readRawVarint32();
                int offset = 1 + in.getTotalBytesRead();
                if (size < 0 || size > maxEventBytes || size > frame.length - offset) {
                    throw new EventFrameException("event " + index + " of " + expected + " claims " + size + " bytes");
                }
                if (index >= expected) {
                    throw new EventFrameException("more than the " + expected + " events the range names");
                }
                in.skipRawBytes(size);
                reader.event(index++, offset, size);
            }
        } catch (IOException truncated) {
            throw new EventFrameException("event " + index + " of " + expected + " is cut off");
        }
        if (index != expected) {
            throw new EventFrameException(index + " events instead of " + expected);
        }
    }

    /** Receives where an event lies in the frame. */
    @FunctionalInterface
    public interface EventReader {
        void event(int index, int offset, int size);
    }
}
