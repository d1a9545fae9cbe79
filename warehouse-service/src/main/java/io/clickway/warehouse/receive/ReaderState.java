package io.clickway.warehouse.receive;

import java.util.Locale;

/** What the reader of a region's queue is doing. */
public enum ReaderState {
    CONNECTING,
    READING,
    /** Postgres doesn't take anything; the queue isn't read meanwhile. */
    WAITING_FOR_STORE,
    STOPPED;

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
