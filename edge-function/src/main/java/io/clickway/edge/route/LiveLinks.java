package io.clickway.edge.route;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The table in force. Read by every event loop, replaced by the one thread that follows the configuration. */
public final class LiveLinks {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile LinkTable table = LinkTable.empty();

    public LinkTable table() {
        return table;
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
