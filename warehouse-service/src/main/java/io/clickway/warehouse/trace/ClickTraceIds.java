package io.clickway.warehouse.trace;

import io.clickway.id.ClickId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Gives a click's trace the click's id, so that whoever knows one finds the other; all else gets random ids. */
public final class ClickTraceIds implements IdGenerator {

    private static final ScopedValue<ClickId> CLICK = ScopedValue.newInstance();

    static <T> T under(ClickId click, Supplier<T> action) {
        return ScopedValue.where(CLICK, click).call(action::get);
    }

    @Override
    public String generateSpanId() {
        return IdGenerator.random().generateSpanId();
    }

    @Override
    public String generateTraceId() {
        if (!CLICK.isBound()) {
            return IdGenerator.random().generateTraceId();
        }
        var click = CLICK.get();
        return TraceId.fromLongs(click.high(), click.low());
    }
}
