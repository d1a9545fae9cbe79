package io.clickway.edge.source;

/** Where an event is kept. */
public enum Keeping {
    STREAM,
    SPOOL,
    /** Only as a sealed line on stderr. */
    UNRECORDED
}
