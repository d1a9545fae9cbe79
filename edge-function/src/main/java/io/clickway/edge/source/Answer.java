package io.clickway.edge.source;

/** Told once, on the source's own thread, whether something is durable. */
@FunctionalInterface
public interface Answer {
    void answered(boolean good);
}
