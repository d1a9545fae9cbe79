package io.clickway.edge.source;

import io.clickway.event.proto.SourceState;
import io.clickway.id.ClickId;
import io.clickway.id.ClickIdMint;
import io.clickway.id.SourceId;

/** One event loop of one start of this edge: makes ids, gives seqs, keeps events, speaks watermarks. One thread. */
public final class Source {

    private final SourceId id;
    private final ClickIdMint mint;
    private final Breaker breaker;
    private final CommitGroup group;
    private final WatermarkWriter watermarks;
    private final int shedAbove;
    private SourceState state = SourceState.OPEN;

    public Source(SourceId id, ClickIdMint mint, Outlets outlets, CommitLimits limits, WatermarkWriter watermarks) {
        this.id = id;
        this.mint = mint;
        this.breaker = new Breaker(outlets.stream(), outlets.spool(), outlets.clock(), limits, outlets.tally());
        this.group = new CommitGroup(id, outlets, breaker, limits);
        this.watermarks = watermarks;
        this.shedAbove = limits.shedAbove();
    }

    public SourceId id() {
        return id;
    }

    public ClickId nextId() {
        return mint.next();
    }

    /**
     * Keeps an event whose id came from {@link #nextId}; events are given in the order of their ids.
     *
     * @param event serialized, never changed afterwards
     */
    public void keep(byte[] event, KeptListener listener) {
        group.add(event, listener);
    }

    /** Goes on without the stream until a probe finds it; for a source that starts without a connection. */
    public void startWithoutStream() {
        breaker.open();
    }

    /** Says how far this source is; its first one opens it. */
    public void watermark() {
        watermark(KeptListener.NOBODY);
    }

    /** The listener hears where the watermark, and so all that it says, is kept. */
    public void watermark(KeptListener listener) {
        say(state, listener);
    }

    /** From now on the watermarks say that this source takes no new visitors. */
    public void drain() {
        state = SourceState.DRAINING;
        watermark();
    }

    /** The last word; the listener hears when it, and so everything before it, is kept. */
    public void close(KeptListener listener) {
        state = SourceState.CLOSED;
        say(state, listener);
    }

    /** Whether more events wait than are good: who makes one should save what it can. */
    public boolean isOverloaded() {
        return group.waiting() >= shedAbove;
    }

    public boolean isIdle() {
        return group.isIdle();
    }

    private void say(SourceState said, KeptListener listener) {
        group.add(
                watermarks
                        .write(mint.next(), group.nextSeq(), said, group.unrecorded())
                        .toByteArray(),
                listener);
    }
}
