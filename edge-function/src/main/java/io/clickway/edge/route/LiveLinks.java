package io.clickway.edge.route;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The table in force. Read by every event loop, replaced by the one thread that follows the configuration. */
public final class LiveLinks {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile LinkTable table = LinkTable.empty();
    private volatile long storedVersion = Long.MAX_VALUE;

    public LinkTable table() {
        return table;
    }

    /** @param version what the region's Redis holds, 0 for nothing */
    public void stored(long version) {
        storedVersion = version;
    }

    /**
     * The version in force, or the older one that the region's Redis holds, as far as it was heard: only what lies there
     * outlasts this edge's disk. The centre sends the configuration again while this is older than its own.
     */
    public long heldVersion() {
        return Math.min(table.version(), storedVersion);
    }

    /** Puts a new version in force, then tells the listeners on the caller's thread. */
    public void replace(LinkTable next) {
        table = next;
        listeners.forEach(Runnable::run);
    }

    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
