package io.clickway.edge.source;

/** Where events go that neither the stream nor the spool took. Never throws, never blocks. */
@FunctionalInterface
public interface LastResort {
    void write(Commit commit);
}
