package io.clickway.warehouse.unpack;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.UnpackedEvent.BadEvent;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import io.clickway.warehouse.unpack.UnpackedEvent.WatermarkEvent;
import java.io.IOException;
import java.util.Optional;

/** Reads the bytes of one event and judges whether a row can be made of it. */
public final class EventReading {

    private final EventTimes times;

    public EventReading(EventTimes times) {
        this.times = times;
    }

    UnpackedEvent read(EventPlace place, byte[] frame, int offset, int size, long sentAtMillis) {
        if (size > EventFrame.MAX_EVENT_BYTES) {
            return new BadEvent(place, QuarantineCause.TOO_LARGE, "an event of " + size + " bytes");
        }
        Event event;
        try {
            event = Event.parseFrom(CodedInputStream.newInstance(frame, offset, size));
        } catch (InvalidProtocolBufferException bad) {
            return isWellFormed(place.bytes())
                    ? new BadEvent(place, QuarantineCause.BAD_UTF8, "a text that is not UTF-8")
                    : new BadEvent(place, QuarantineCause.BAD_EVENT, "not protobuf: " + bad.getMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
        long millis = event.getIdHigh() >>> 16;
        if ((event.getIdHigh() >>> 12 & 0xf) != 7 || event.getIdLow() >>> 62 != 2) {
            return new BadEvent(place, QuarantineCause.BAD_ID, "its id is no UUID of version 7");
        }
        var badTime = times.fault(millis, sentAtMillis);
        if (badTime.isPresent()) {
            return new BadEvent(place, badTime.get(), EventTimes.describe(millis, sentAtMillis));
        }
        var id = new ClickId(event.getIdHigh(), event.getIdLow());
        return switch (event.getKindCase()) {
            case CLICK ->
                ClickRules.fault(event.getClick())
                        .map(fault -> (UnpackedEvent) fault.of(place))
                        .orElseGet(() -> new ClickEvent(place, id, event.getClick()));
            case WATERMARK ->
                WatermarkRules.fault(event.getWatermark(), place.seq(), sentAtMillis, times)
                        .map(fault -> (UnpackedEvent) fault.of(place))
                        .orElseGet(() -> new WatermarkEvent(place, id, event.getWatermark()));
            case KIND_NOT_SET ->
                new BadEvent(place, QuarantineCause.UNKNOWN_KIND, "an event of a kind that this build does not know");
        };
    }

    /** Whether the bytes are protobuf but for the encoding of their texts, in the event and in its kind. */
    private static boolean isWellFormed(byte[] bytes) {
        try {
            for (var field : UnknownFieldSet.parseFrom(bytes).asMap().values()) {
                for (ByteString kind : field.getLengthDelimitedList()) {
                    UnknownFieldSet.parseFrom(kind);
                }
            }
            return true;
        } catch (InvalidProtocolBufferException bad) {
            return false;
        }
    }

    /** What is wrong with an event that is well-formed. */
    record Fault(QuarantineCause cause, String detail) {

        static Optional<Fault> badValue(String detail) {
            return Optional.of(new Fault(QuarantineCause.BAD_VALUE, detail));
        }

        static Optional<Fault> nul(String field) {
            return Optional.of(new Fault(QuarantineCause.NUL_IN_TEXT, "NUL in " + field));
        }

        BadEvent of(EventPlace place) {
            return new BadEvent(place, cause, detail);
        }
    }
}
