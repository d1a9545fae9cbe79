package io.clickway.forwarder.life;

import java.util.Set;

/** Tells which earlier lives of this instance can't be alive any more. */
@FunctionalInterface
public interface FormerLives {

    /** Proves nothing about any life. */
    FormerLives UNKNOWN = Set::of;

    /** The lease tokens of lives that have ended; empty as long as that isn't certain. */
    Set<String> ended();
}
