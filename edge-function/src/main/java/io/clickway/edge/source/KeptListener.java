package io.clickway.edge.source;

/** Told once where an event is kept, on the source's own thread. Must not throw. */
@FunctionalInterface
public interface KeptListener {

    KeptListener NOBODY = _ -> {};

    void kept(Keeping where);
}
