package io.clickway.warehouse.receive;

import io.clickway.warehouse.unpack.UnpackedBatch;
import java.util.ArrayList;
import java.util.List;

/** Batches that are stored in one transaction and acked together, up to bounds of number, events, memory and time. */
public final class Handful {

    private final Bounds bounds;
    private final long startedNanos;
    private final List<UnpackedBatch> batches = new ArrayList<>();
    private long events;
    private long bytes;
    private long lastTag;

    /** @param nowNanos of a monotonic clock */
    Handful(Bounds bounds, long nowNanos) {
        this.bounds = bounds;
        this.startedNanos = nowNanos;
    }

    void add(long tag, UnpackedBatch batch) {
        batches.add(batch);
        lastTag = tag;
        bytes += batch.message().body().length;
        if (batch instanceof UnpackedBatch.Read read) {
            events += read.events().size();
            bytes += read.plainBytes();
        }
    }

    boolean isFull(long nowNanos) {
        return batches.size() >= bounds.batches()
                || events >= bounds.events()
                || bytes >= bounds.bytes()
                || nowNanos - startedNanos >= bounds.nanos();
    }

    List<UnpackedBatch> batches() {
        return batches;
    }

    /** Deliveries of a channel are numbered in order, so acking this one acks them all. */
    long lastTag() {
        return lastTag;
    }

    /**
     * When the last of these is reached no batch is added any more; the last batch may overshoot.
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
