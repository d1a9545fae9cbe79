package io.clickway.edge.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are gathered into commits and how long a commit may take. */
@ConfigMapping(prefix = "edge.commit")
public interface CommitSettings {

    /**
     * How long Redis may take for a commit; then it goes to the spool whole, and so do the next ones until it has answered. An fsync on a busy disk takes tens of
     * milliseconds now and then: a shorter time sends more through the spool, a longer one lets visitors wait longer.
     */
    @WithDefault("25ms")
    Duration timeout();

    /** Events in one commit, at most. */
    @WithDefault("128")
    int maxEvents();

    /** Bytes of events in one commit, at most; one event is always taken. */
    @WithDefault("65536")
    int maxBytes();

    /** Events of one source that may wait for the commit in flight; the oldest beyond go to the spool. */
    @WithDefault("4096")
    int maxWaiting();

    /** So many waiting events mean overload: clicks are redirected and kept as ever, but their country isn't looked up. */
    @WithDefault("1024")
    int shedAbove();

    /** How long the spool may take; then the events are written to stderr, sealed, and the visitor goes on. */
    @WithDefault("1s")
    Duration spoolTimeout();

    /** How often a source whose breaker is open asks Redis for a sign of life. */
    @WithDefault("100ms")
    Duration probeInterval();

    /** Signs of life in a row, each within the commit timeout, before clicks go to Redis again. */
    @WithDefault("3")
    int probes();
}
