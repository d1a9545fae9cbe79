package io.clickway.warehouse.trace;

import io.clickway.id.ClickId;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;

/**
 * Tells the way of sampled clicks when their batch is stored, from the times that came with it: each span ends where the next
 * begins. {@code edge} reaches from the click to its batch's first sending, through commit, stream and forwarder;
 * {@code broker} to its arrival here, {@code warehouse} to the commit. Each by its own machine's clock: a clock that is off
 * makes a span too long or too short, and what would be negative is 0. A batch that comes again is told again.
 */
public final class ClickTracer {

    private static final long CHECK_BITS = 0xffff_ffffL;

    private final Tracer tracer;
    private final int oneIn;

    public ClickTracer(Tracer tracer, TraceSettings settings) {
        this.tracer = tracer;
        this.oneIn = settings.oneIn();
    }

    /** @param received when the batches were about to be opened */
    public void stored(List<UnpackedBatch> batches, Instant received, Instant committed) {
        for (var batch : batches) {
            if (batch instanceof UnpackedBatch.Read read) {
                for (var event : read.events()) {
                    if (event instanceof ClickEvent click && isSampled(click.id())) {
                        tell(click.id(), read, received, committed);
                    }
                }
            }
        }
    }

    /** By the keyed check, the part of an id that is as good as random. */
    private boolean isSampled(ClickId id) {
        return (id.low() & CHECK_BITS) % oneIn == 0;
    }

    private void tell(ClickId id, UnpackedBatch.Read batch, Instant received, Instant committed) {
        var header = batch.header();
        var root = ClickTraceIds.under(
                id,
                () -> tracer.spanBuilder("click")
                        .setNoParent()
                        .setStartTimestamp(id.time())
                        .setAttribute("clickway.click", id.toString())
                        .setAttribute("clickway.region", header.region())
                        .setAttribute("clickway.batch", header.batchId().toString())
                        .startSpan());
        hop(root, "edge", id.time(), header.sentAt());
        hop(root, "broker", header.sentAt(), received);
        hop(root, "warehouse", received, committed);
        root.end(later(id.time(), committed));
    }

    private void hop(Span root, String name, Instant from, Instant to) {
        tracer.spanBuilder(name)
                .setParent(Context.root().with(root))
                .setStartTimestamp(from)
                .startSpan()
                .end(later(from, to));
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
