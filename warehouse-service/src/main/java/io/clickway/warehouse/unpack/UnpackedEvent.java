package io.clickway.warehouse.unpack;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Watermark;
import io.clickway.id.ClickId;
import io.clickway.warehouse.quarantine.QuarantineCause;

/** One event of a batch. */
public sealed interface UnpackedEvent {

    EventPlace place();

    /** An event that can be stored as a row. */
    sealed interface Readable extends UnpackedEvent {

        ClickId id();
    }

    record ClickEvent(EventPlace place, ClickId id, Click click) implements Readable {}

    record WatermarkEvent(EventPlace place, ClickId id, Watermark watermark) implements Readable {}

    record BadEvent(EventPlace place, QuarantineCause cause, String detail) implements UnpackedEvent {}
}
