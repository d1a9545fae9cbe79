package io.clickway.warehouse.quarantine;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.event.proto.Event;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When something in quarantine is tried again by itself. */
public final class Due {

    private Due() {}

    /** The time of a single event that is ahead of it; null for any other cause: time alone mends nothing else. */
    public static @Nullable OffsetDateTime of(QuarantineCause cause, byte[] event) {
        if (cause != QuarantineCause.AHEAD_OF_TIME) {
            return null;
        }
        try {
            long millis = Event.parseFrom(event).getIdHigh() >>> 16;
            return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("an event whose time was read can't be read", impossible);
        }
    }
}
