package io.clickway.warehouse.receive;

import io.clickway.warehouse.unpack.BatchMessage;
import io.clickway.warehouse.unpack.Claim;
import java.util.ArrayList;
import java.util.List;

/** Messages that are stored in one transaction and acked together, up to bounds of number, events, memory and time. */
public final class Handful {

    private final Bounds bounds;
    private final long startedNanos;
    private final List<BatchMessage> messages = new ArrayList<>();
    private long events;
    private long bytes;
    private long lastTag;

    /** @param nowNanos of a monotonic clock */
    Handful(Bounds bounds, long nowNanos) {
        this.bounds = bounds;
        this.startedNanos = nowNanos;
    }

    /** Whether it stays within its bounds with this one, too. The first is always taken, so no message is too large. */
    boolean takes(Delivered next) {
        var claim = Claim.of(next.message());
        return messages.isEmpty()
                || events + claim.events() <= bounds.events() && bytes + claim.bytes() <= bounds.bytes();
    }

    void add(Delivered next) {
        var claim = Claim.of(next.message());
        messages.add(next.message());
        lastTag = next.tag();
        events += claim.events();
        bytes += claim.bytes();
    }

    boolean isFull(long nowNanos) {
        return messages.size() >= bounds.batches()
                || events >= bounds.events()
                || bytes >= bounds.bytes()
                || nowNanos - startedNanos >= bounds.nanos();
    }

    List<BatchMessage> messages() {
        return messages;
    }

    /** Deliveries of a channel are numbered in order, so acking this one acks them all. */
    long lastTag() {
        return lastTag;
    }

    /**
     * When one of these is reached no message is added any more.
     *
     * @param bytes of bodies as they came and decompressed
     */
    public record Bounds(int batches, long events, long bytes, long nanos) {

        public Bounds {
            if (batches < 1 || events < 1 || bytes < 1 || nanos < 0) {
                throw new IllegalArgumentException("bounds of a transaction must be positive");
            }
        }
    }
}
