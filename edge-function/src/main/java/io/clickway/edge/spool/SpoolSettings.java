package io.clickway.edge.spool;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of the spool. */
@ConfigMapping(prefix = "edge.spool")
public interface SpoolSettings {

    /** Bytes on disk; beyond, events go to stderr, sealed. About 300 bytes a click. */
    @WithDefault("1G")
    MemorySize maxSize();

    /** A segment takes no more when it has so many bytes; draining reads one segment into memory. */
    @WithDefault("4M")
    MemorySize segmentSize();

    /** Bytes per second drained into Redis, so that old clicks leave room for new ones. */
    @WithDefault("8M")
    MemorySize drainRate();
}
